import Foundation
package import LanguageModel
package import Storage
import Synchronization

/// What came of an attempt, for logs and metrics.
package struct WebhookReport: Sendable, Hashable {
    package enum Result: String, Sendable, Hashable, CaseIterable {
        case delivered, retry, dead
    }

    package var delivery: String
    package var endpoint: String
    package var type: String
    package var result: Result
    /// In words for an operator.
    package var failure: String?
    /// Set when the endpoint was disabled with it.
    package var disabled: WebhookEndpoint.Disabled?
}

/// Sends what is due, until its task is cancelled. A slow endpoint holds up nothing but its own deliveries.
package final class WebhookDeliverer: Sendable {
    /// At once, to one endpoint.
    package static let mostForOne = 4
    /// At once, to all; but one to each always, so that slow ones, however many, take no turn from the others.
    package static let mostForAll = 32
    /// How long an endpoint may fail before it is disabled.
    package static let patience = Duration.seconds(5 * 24 * 3600)

    private let endpoints: WebhookRepository
    private let deliveries: WebhookDeliveryRepository
    private let post: WebhookPost
    private let allowsLocal: Bool
    private let time: any TimeSource
    private let jitter: @Sendable () -> Double
    private let report: @Sendable (WebhookReport) -> Void
    /// By endpoint.
    private let inHand = Mutex<[String: Int]>([:])

    /// - Parameters:
    ///   - allowsLocal: whether an endpoint may be local at all.
    ///   - jitter: random numbers in 0..<1.
    package init(
        endpoints: WebhookRepository, deliveries: WebhookDeliveryRepository, post: WebhookPost, allowsLocal: Bool,
        time: any TimeSource, jitter: @escaping @Sendable () -> Double = { .random(in: 0..<1) },
        report: @escaping @Sendable (WebhookReport) -> Void = { _ in }
    ) {
        self.endpoints = endpoints
        self.deliveries = deliveries
        self.post = post
        self.allowsLocal = allowsLocal
        self.time = time
        self.jitter = jitter
        self.report = report
    }

    /// Looks for what is due every `interval` and sends it.
    /// - Parameter onFailure: told each time that the database cannot be read.
    package func run(every interval: Duration, onFailure: @Sendable (any Error) -> Void) async {
        await withDiscardingTaskGroup { group in
            while !Task.isCancelled {
                do {
                    for work in try await claim() { group.addTask { await self.deliver(work) } }
                } catch is CancellationError {
                    break
                } catch {
                    onFailure(error)
                }
                do { try await time.sleep(until: time.now + interval) } catch { break }
            }
        }
    }

    /// Sends everything that is due now, and returns when it is done.
    /// - Returns: how many attempts were made.
    package func deliverDue() async throws -> Int {
        let due = try await claim()
        await withDiscardingTaskGroup { group in
            for work in due { group.addTask { await self.deliver(work) } }
        }
        return due.count
    }

    private func claim() async throws -> [WebhookDeliveryRepository.Work] {
        let claimed = try await deliveries.claim { endpoint, taken in
            self.inHand.withLock { inHand in
                let left = Self.mostForAll - inHand.values.reduce(taken, +)
                guard let own = inHand[endpoint] else { return max(1, min(Self.mostForOne, left)) }
                return min(Self.mostForOne - own, left)
            }
        }
        inHand.withLock { inHand in
            for work in claimed { inHand[work.endpoint.id, default: 0] += 1 }
        }
        return claimed
    }

    private func deliver(_ work: WebhookDeliveryRepository.Work) async {
        defer {
            inHand.withLock { inHand in
                let left = (inHand[work.endpoint.id] ?? 1) - 1
                inHand[work.endpoint.id] = left > 0 ? left : nil
            }
        }
        let (delivery, endpoint) = (work.delivery, work.endpoint)
        let began = time.wallClock
        do {
            let reply = try await reply(to: work, at: began)
            let verdict = WebhookSchedule.verdict(
                on: reply, attempt: delivery.attempts - delivery.attemptsBefore + 1, jitter: jitter())
            let attempt = WebhookAttempt(
                number: delivery.attempts + 1, status: reply.status, error: reply.failure, milliseconds: reply.milliseconds,
                createdAt: began)
            // What was sent is put on record also when the server stops now.
            let disabled = try await Task {
                try await self.deliveries.end(work, attempt, as: self.outcome(verdict), patience: Self.patience)
            }.value
            report(
                WebhookReport(
                    delivery: delivery.id, endpoint: endpoint.id, type: delivery.type, result: verdict.result,
                    failure: reply.failure, disabled: disabled))
        } catch is CancellationError {
            await Task { try? await self.deliveries.giveBack(delivery.id) }.value
        } catch {
            // The lease runs out, and it is sent again: at least once.
            report(
                WebhookReport(
                    delivery: delivery.id, endpoint: endpoint.id, type: delivery.type, result: .retry,
                    failure: "its outcome could not be put on record: \(error)"))
        }
    }

    private func reply(to work: WebhookDeliveryRepository.Work, at moment: Double) async throws -> WebhookReply {
        let secrets: [Secret]
        do {
            secrets = try await endpoints.secrets(of: work.endpoint.id)
        } catch StorageError.sealedSecret {
            return WebhookReply(status: nil, failure: "the webhook's secret does not open; give it another one")
        }
        return try await post.send(
            work.payload, to: work.endpoint.url, allowsLocal: allowsLocal && work.endpoint.allowsLocal, secrets: secrets,
            id: work.delivery.eventID, at: moment)
    }

    private func outcome(_ verdict: WebhookSchedule.Verdict) -> WebhookDeliveryRepository.Outcome {
        switch verdict {
        case .delivered: .delivered
        case .again(let wait): .again(at: time.wallClock + wait.seconds)
        case .dead: .dead
        case .gone: .gone
        }
    }
}

extension WebhookSchedule.Verdict {
    fileprivate var result: WebhookReport.Result {
        switch self {
        case .delivered: .delivered
        case .again: .retry
        case .dead, .gone: .dead
        }
    }
}
