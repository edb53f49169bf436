import Accounts
import Chat
import Foundation
import LanguageModel
import Logging
import Notices
import Providers
import ServiceLifecycle
import Storage
import Telemetry
import Usage

/// Counts what limits do, and tells those who are to know when a budget is nearly spent.
struct BudgetNotices: BudgetObserver {
    private let webhook: WebhookSender?
    private let mail: MailSender?
    private let recipients: [String]
    private let metrics: ServerMetrics
    private let errands: RunningAnswers
    private let accounts: AccountServices
    private let time: any TimeSource
    private let logger: Logger

    /// How long is waited before each further try.
    private static let pauses: [Duration] = [.seconds(2), .seconds(15), .seconds(60)]

    init(
        settings: Settings.Budgets, transport: any Transport, metrics: ServerMetrics, errands: RunningAnswers,
        accounts: AccountServices, time: any TimeSource, logger: Logger
    ) {
        webhook = settings.webhook.map { WebhookSender($0, transport: transport, time: time) }
        mail = settings.mailTo.isEmpty ? nil : settings.mailServer.map { MailSender($0) }
        recipients = settings.mailTo
        if !settings.mailTo.isEmpty, settings.mailServer == nil {
            logger.warning("budgets.mail_to needs mail.host and mail.from: no warning goes out by mail")
        }
        self.metrics = metrics
        self.errands = errands
        self.accounts = accounts
        self.time = time
        self.logger = logger
    }

    func refused(_ refusal: LimitRefusal) {
        metrics.limitRefusals.increment(refusal.scope, refusal.measure.rawValue, refusal.code)
    }

    func reserved(_ amount: Money) { metrics.budgetReserved.increment(by: amount.dollars) }

    func settled(_ spent: Money?) {
        if let spent { metrics.budgetSpent.increment(by: spent.dollars) }
    }

    func failed(_ error: any Error) {
        logger.warning("error: a budget could not be read or written; it is tried again: \(error)")
    }

    func warned(_ warning: BudgetWarning) {
        let measure = warning.period.kind.measure.rawValue
        metrics.budgetWarnings.increment(warning.target.scope.rawValue, measure)
        logger.warning(
            "\(warning.target) has spent \(warning.spent) of \(warning.limit) dollars, \(measure) of \(warning.period.name)")
        _ = errands.start { await tell(warning) }
    }

    func event(of warning: BudgetWarning) async -> WebhookEvent? {
        let moment = time.wallClock
        return BudgetWarningDocument(warning, who: await name(of: warning), at: moment).event(at: moment)
    }

    private func tell(_ warning: BudgetWarning) async {
        let id = "msg_\(UUID().uuidString.lowercased())"
        let moment = time.wallClock
        let who = await name(of: warning)
        if let webhook {
            let body = BudgetWarningDocument(warning, who: who, at: moment).json
            await deliver("webhook") { try await webhook.post(body, id: id, at: time.wallClock) }
        }
        if let mail {
            let message = MailMessage(warning, who: who)
            await deliver("mail") { try await mail.send(message, to: recipients, id: id, at: moment) }
        }
    }

    private func deliver(_ way: String, _ send: () async throws -> Void) async {
        for pause in Self.pauses + [.zero] {
            do {
                return try await send()
            } catch {
                logger.warning("a budget's warning was not delivered by \(way): \(error)")
            }
            guard pause > .zero, (try? await time.sleep(until: time.now + pause)) != nil else { return }
        }
    }

    /// Whose budget it is, for people: a role's limit is that of one of its people.
    private func name(of warning: BudgetWarning) async -> String {
        guard warning.target.scope == .role else { return warning.target.name }
        let id = String(warning.subject.drop { $0 != ":" }.dropFirst())
        return (try? await accounts.users.user(id).username) ?? id
    }
}

/// The body of the webhook.
private struct BudgetWarningDocument: Encodable {
    struct Content: Encodable {
        var scope: String
        var name: String
        var limit: String
        var period: String
        var limit_dollars: Decimal?
        var spent_dollars: Decimal?
        var percent: Int
        var renews_at: String
    }

    var type = "budget.warning"
    var timestamp: String
    var data: Content

    init(_ warning: BudgetWarning, who: String, at moment: Double) {
        timestamp = Self.date(moment)
        data = Content(
            scope: warning.target.scope.rawValue, name: who, limit: warning.period.kind.measure.rawValue,
            period: warning.period.name, limit_dollars: Decimal(string: warning.limit.description),
            spent_dollars: Decimal(string: warning.spent.description), percent: BudgetWarning.threshold,
            renews_at: Self.date(warning.period.ends))
    }

    var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }

    /// The same for the endpoints that admins have entered.
    func event(at moment: Double) -> WebhookEvent {
        let content = (try? JSONDecoder().decode([String: JSONValue].self, from: JSONEncoder().encode(data))) ?? [:]
        return WebhookEvent(.budgetWarning, happenedAt: moment, data: content)
    }

    private static func date(_ moment: Double) -> String {
        Date(timeIntervalSince1970: moment.rounded(.down)).formatted(.iso8601)
    }
}

extension MailMessage {
    fileprivate init(_ warning: BudgetWarning, who: String) {
        let period = warning.period.kind == .day ? "day" : "month"
        self.init(
            subject: "Understudy: \(warning.target.scope.rawValue) \(who) has used \(BudgetWarning.threshold) % of a budget",
            text: """
                The \(warning.target.scope.rawValue) \(who) has spent \(warning.spent) of \(warning.limit) dollars \
                for the \(period) \(warning.period.name).

                When it is used up, requests that could cost more are refused until \
                \(Date(timeIntervalSince1970: warning.period.ends).formatted(.iso8601)). Limits are changed at /admin/limits.

                """)
    }
}

extension BudgetKeeper {
    convenience init(
        settings: Settings, database: any Database, prices: PriceList, accounts: AccountServices, time: any TimeSource,
        observer: any BudgetObserver
    ) {
        self.init(
            database: database, configured: settings.limits,
            policy: BudgetPolicy(
                calendar: BudgetCalendar(timeZone: settings.budgets.timeZone), unpriced: settings.budgets.unpriced,
                outputTokens: settings.budgets.maxOutputTokens),
            prices: prices, time: time,
            person: { id in
                do {
                    let user = try await accounts.users.user(id)
                    return LimitPerson(username: user.username, role: user.role.rawValue)
                } catch AccountError.notFound {
                    return nil
                }
            }, observer: observer)
    }
}
