"""The papers of the house, each a function that draws its own frozen dataclass into a stream.

Callers fill the dataclasses; nothing here knows a table of any room. The same input gives the same bytes. What is not
known is an empty string and is printed as *chưa có* (the hotline as *chưa công bố*).
"""

from postal_services.documents.papers.advice import AdviceOfDelivery, render_advice_of_delivery
from postal_services.documents.papers.appointment import AppointmentSlip, Paper, render_appointment_slip
from postal_services.documents.papers.frame import Letterhead, Side
from postal_services.documents.papers.hand_over_list import HandOverList, ListedItem, render_hand_over_list
from postal_services.documents.papers.label import Label, render_label_sheets, render_labels
from postal_services.documents.papers.receipt import HandOverReceipt, ReceiptItem, render_receipt
from postal_services.documents.papers.sending_slip import CountedPaper, SendingSlip, Signed, Sum, render_sending_slip
from postal_services.documents.papers.tracking_slip import Charge, TrackingSlip, render_tracking_slip

__all__ = [
    "AdviceOfDelivery",
    "AppointmentSlip",
    "Charge",
    "CountedPaper",
    "HandOverList",
    "HandOverReceipt",
    "Label",
    "Letterhead",
    "ListedItem",
    "Paper",
    "ReceiptItem",
    "SendingSlip",
    "Side",
    "Signed",
    "Sum",
    "TrackingSlip",
    "render_advice_of_delivery",
    "render_appointment_slip",
    "render_hand_over_list",
    "render_label_sheets",
    "render_labels",
    "render_receipt",
    "render_sending_slip",
    "render_tracking_slip",
]
