// Shows the served OpenAPI document; writes tried from this page carry the page's own secret.
(() => {
  const place = document.getElementById("docs");
  window.SwaggerUIBundle({
    url: place.dataset.schema,
    domNode: place,
    deepLinking: true,
    persistAuthorization: false,
    requestInterceptor: (request) => {
      if (!["GET", "HEAD"].includes(request.method || "GET")) request.headers["X-CSRFToken"] = place.dataset.csrf;
      return request;
    },
  });
})();
