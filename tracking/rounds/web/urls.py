"""Addresses of rounds on the screen."""

from django.urls import path

from . import door, home, kept, papers, rounds

app_name = "rounds"
urlpatterns = [
    path("phat/", rounds.rounds, name="list"),
    path("phat/moi", rounds.build, name="build"),
    path("phat/luu", kept.kept, name="kept"),
    path("phat/luu/lam", kept.act, name="kept-act"),
    path("phat/luu/<str:item>/giao", door.counter, name="counter"),
    path("phat/luu/<str:item>/chuyen", kept.forward, name="forward"),
    path("phat/luu/<str:item>/tu-choi", kept.decline, name="decline"),
    path("phat/<str:code>", rounds.one, name="round"),
    path("phat/<str:code>/sua", rounds.change, name="change"),
    path("phat/<str:code>/di", rounds.take_out, name="take-out"),
    path("phat/<str:code>/huy", rounds.cancel, name="cancel"),
    path("phat/<str:code>/them", rounds.add, name="add"),
    path("phat/<str:code>/ve", home.close, name="close"),
    path("phat/<str:code>/bd13.pdf", papers.list_paper, name="paper"),
    path("phat/<str:code>/<str:item>", door.stop, name="stop"),
    path("phat/<str:code>/<str:item>/phat", door.deliver, name="deliver"),
    path("phat/<str:code>/<str:item>/khong-phat", door.fail, name="fail"),
    path("phat/<str:code>/<str:item>/giay-moi.pdf", papers.calling_card, name="calling-card"),
]
