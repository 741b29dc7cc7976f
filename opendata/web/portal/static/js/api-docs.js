// The reading page of the API: <div id="swagger-ui" data-url="…openapi.json">, after vendor/swagger-ui-bundle.js.

const place = document.getElementById("swagger-ui");

window.SwaggerUIBundle({
  domNode: place,
  url: place.dataset.url,
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  validatorUrl: null, // the default asks somebody else's server
});
