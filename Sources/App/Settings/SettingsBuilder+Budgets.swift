import Foundation
import LanguageModel
import Notices
import Usage

extension SettingsBuilder {
    mutating func limits() -> [LimitRule] {
        reader.layers.names(under: "limits").compactMap { name in
            let path = SettingPath(["limits", name])
            guard let target = LimitTarget(name) else {
                reader.report(
                    path,
                    "limits: \"\(name)\" is nobody that can be limited; write user:, key:, assistant: or role: and a name")
                return nil
            }
            if target.scope == .role, !Self.roles.contains(target.name) {
                let hint =
                    nearest(to: target.name, in: Self.roles).map { "did you mean \"role:\($0)\"?" }
                    ?? "known: \(Self.roles.joined(separator: ", "))"
                reader.report(path, "limits names the unknown role \"\(target.name)\"; \(hint)")
            }
            if target.scope == .assistant {
                let known = reader.layers.names(under: "assistants")
                if !known.contains(target.name), let near = nearest(to: target.name, in: known) {
                    reader.report(
                        path, "limits names the unknown assistant \"\(target.name)\"; did you mean \"assistant:\(near)\"?")
                }
            }
            return LimitRule(
                target: target,
                values: LimitValues(
                    requestsPerMinute: reader.integer(path.appending("requests_per_minute")),
                    tokensPerMinute: reader.integer(path.appending("tokens_per_minute")),
                    perDay: reader.money(path.appending("dollars_per_day")),
                    perMonth: reader.money(path.appending("dollars_per_month"))))
        }
    }

    private static let roles = ["admin", "member", "viewer", LimitTarget.visitor]

    mutating func budgets() -> Settings.Budgets {
        let name = reader.text("budgets.time_zone") ?? "UTC"
        let zone = TimeZone(identifier: name)
        if zone == nil {
            reader.report("budgets.time_zone", "budgets.time_zone must be a time zone such as Europe/Berlin, found \"\(name)\"")
        }
        let webhook = reader.url("budgets.webhook.url").map { url in
            Webhook(
                url: url, secret: reader.secret("budgets.webhook.secret"),
                isLocal: reader.boolean("budgets.webhook.local") ?? false)
        }
        return Settings.Budgets(
            timeZone: zone ?? .gmt, unpriced: reader.choice("budgets.unpriced") ?? .refuse,
            maxOutputTokens: reader.integer("budgets.max_output_tokens") ?? 4096, webhook: webhook, mailServer: mailServer(),
            mailTo: (reader.list("budgets.mail_to") ?? []).map(\.text))
    }

    private mutating func mailServer() -> MailServer? {
        guard let host = reader.text("mail.host"), let from = reader.text("mail.from") else { return nil }
        return MailServer(
            host: host, port: reader.integer("mail.port") ?? 587, security: reader.choice("mail.security") ?? .startTLS,
            username: reader.text("mail.username"), password: reader.secret("mail.password"), from: from,
            authorities: reader.path("mail.ca_file"))
    }
}
