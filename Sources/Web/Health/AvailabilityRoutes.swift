import Foundation
package import Hummingbird
package import LanguageModel
package import Routing

/// `GET /api/check-availability/`: whether people can chat now, for the page and for cron jobs.
package struct AvailabilityRoutes: Sendable {
    private let board: BreakerBoard
    private let chain: @Sendable (String?, WebContext) -> Chain?
    private let time: any TimeSource

    /// - Parameter chain: the one that an assistant plays now, or the page's when none is named, with the models that may be asked
    ///   for whoever asks this.
    package init(board: BreakerBoard, time: any TimeSource, chain: @escaping @Sendable (String?, WebContext) -> Chain?) {
        self.board = board
        self.chain = chain
        self.time = time
    }

    package func add(to router: Router<WebContext>) {
        router.get("api/check-availability") { request, context in
            let chain = chain(request.uri.queryParameters.get("assistant"), context)
            if let chain, chain.models.isEmpty { return try Response.json(AvailabilityDocument.cloudDisabled) }
            return try Response.json(
                AvailabilityDocument(chain.map { board.availability(of: $0, at: time.now) }, at: time.wallClock))
        }
    }
}

/// The contract's words for an ``Availability``.
struct AvailabilityDocument: Encodable {
    struct Model: Encodable {
        var model: String
        var reason: String
        var retry_at: String
    }

    var available: Bool
    var message: String
    var retry_at: String?
    var retry_after_seconds: Int?
    var models: [Model]?

    /// No local model is there, and others may not be asked; no time lifts that.
    static let cloudDisabled = {
        var document = AvailabilityDocument(nil, at: 0)
        document.available = false
        document.message = "Cloud providers are disabled, and no local model is connected."
        return document
    }()

    init(_ availability: Availability?, at now: Double) {
        guard let outage = availability?.outage else {
            available = true
            message = "Service available"
            return
        }
        available = false
        message = "All our models are taking a short break. Please try again in a moment."
        retry_at = Self.date(now + outage.retryAfter.seconds)
        retry_after_seconds = max(1, Int(outage.retryAfter.seconds.rounded(.up)))
        models = outage.models.map {
            Model(model: $0.model.description, reason: $0.reason.rawValue, retry_at: Self.date(now + $0.retryAfter.seconds))
        }
    }

    static func date(_ seconds: Double) -> String {
        Date(timeIntervalSince1970: seconds.rounded(.up)).formatted(.iso8601)
    }
}
