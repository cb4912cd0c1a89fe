"""How programs talk to the house: errors, pages, keys, limits, the schema.

How a room adds a call::

    # delegation/dossiers/api/views.py
    class DossiersView(HouseView):
        pagination_class = HousePagination

        @documented("lodge_dossier", summary="Lodge a dossier", request=NewDossierSerializer,
                    answers={201: DossierSerializer}, example={…}, answer={…}, refusals=(NotMandated,))
        def post(self, request: Request) -> Response:
            sent = parsed(request, NewDossierSerializer)          # translate
            dossier = lodge_dossier(actor_from(request), …)        # call once
            return Response(DossierSerializer(dossier).data, status=201)

        @documented("list_dossiers", summary="Your dossiers", answers={200: DossierSerializer(many=True)})
        def get(self, request: Request) -> Response:
            rows = modified_since(request, Dossier.objects.visible_to(actor_from(request)))
            return self.page(request, rows, DossierSerializer)

    # delegation/dossiers/api/urls.py, included by the root under ``api/v1/``
    urlpatterns = [path("dossiers", DossiersView.as_view(), name="dossiers")]

- ``HouseView`` (views): keys, permissions, limits and ``Idempotency-Key`` come with it. A person must be signed in
  unless the view says ``permission_classes = [AllowAny]``. The actor comes from
  ``delegation.registry.actors.actor_from(request)``.
- ``StrictSerializer`` and ``parsed`` (serializers): a field nobody knows is refused with ``unknown_field``.
  Serializers for answers are plain ones.
- Refusals are raised, never returned: any ``Refused`` becomes a problem document. ``Invalid({"field":
  [FieldProblem(…)]})`` tells problems of fields; a fact named ``wait`` (seconds) becomes ``Retry-After``.
- Addresses have no slash at the end. Their names are the path with dashes (``hand-over-countersignature``): devices are
  allowed by these names (``accounts.models.DEVICE_ENDPOINTS``).
- ``@documented`` (schema) describes a call, with an example of what is sent and answered; the errors every call can
  meet are added by themselves.
- ``modified_since``, ``HousePagination`` (pagination): lists; ETag and 304 come by themselves for every ``GET``.
- A view whose answer is a secret and that may run twice sets ``keeps_answers = False``.
- A request with a device's key and nobody signed in has ``request.auth`` a ``Device`` and ``request.user`` a
  ``DeviceUser``."""
