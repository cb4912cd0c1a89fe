"""The acts on money: take, reverse, refund, correct; close and accept a day; reconcile."""
