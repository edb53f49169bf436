package import Hummingbird
package import LanguageModel
package import Telemetry

/// Counts and times every request under the route that it took.
package struct MetricsMiddleware: RouterMiddleware {
    private let metrics: ServerMetrics
    private let time: any TimeSource

    package init(metrics: ServerMetrics, time: any TimeSource) {
        self.metrics = metrics
        self.time = time
    }

    package func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        let began = time.now
        let response = try await next(request, context)
        let route = context.endpointPath ?? "unknown"
        metrics.httpRequests.increment(route, request.method.rawValue, String(response.status.code))
        metrics.httpDuration.observe((time.now - began).seconds, route, request.method.rawValue)
        return response
    }
}
