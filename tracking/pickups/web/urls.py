"""Addresses of pickups on the screen."""

from django.urls import path

from . import board, intake, public, slots, visit

app_name = "pickups"
urlpatterns = [
    path("lay-ho-so", public.book, name="book"),
    path("lay-ho-so/<str:token>", public.mine, name="mine"),
    path("lay-ho-so/<str:token>/doi", public.move, name="move"),
    path("lay-ho-so/<str:token>/huy", public.call_off, name="call-off"),
    path("lay/", board.board, name="board"),
    path("lay/giao", board.assign, name="assign"),
    path("lay/danh-sach.pdf", board.day_list, name="day-list"),
    path("lay/moi", board.new, name="new"),
    path("lay/khung", slots.table, name="slots"),
    path("lay/khung/<uuid:rule>/het", slots.end, name="slot-end"),
    path("lay/hang-tuan", slots.weekly, name="weekly"),
    path("lay/hang-tuan/<uuid:series>/dung", slots.stop, name="weekly-stop"),
    path("lay/nhan", intake.take_in, name="take-in"),
    path("lay/chua-du", intake.queue, name="queue"),
    path("lay/chua-du/<uuid:intake>", intake.complete, name="intake"),
    path("lay/dem", intake.recounts, name="recounts"),
    path("lay/dem/<str:item>", intake.recount, name="recount"),
    path("lay/dem/<str:item>/bien-ban.pdf", intake.record, name="record"),
    path("lay/<str:code>", visit.pickup, name="pickup"),
    path("lay/<str:code>/giay-to", visit.count, name="count"),
    path("lay/<str:code>/niem-phong", visit.seal, name="seal"),
    path("lay/<str:code>/ky", visit.sign, name="sign"),
    path("lay/<str:code>/khong-lay-duoc", visit.fail, name="fail"),
    path("lay/<str:code>/phieu", visit.slip, name="slip"),
    path("lay/<str:code>/phieu.pdf", visit.slip_paper, name="slip-paper"),
    path("lay/<str:code>/doi", board.move, name="staff-move"),
    path("lay/<str:code>/huy", board.call_off, name="staff-call-off"),
]
