import Accounts
import Foundation
import LanguageModel
import Usage

/// What is sent to enter a limit or to change one. In a change, what is missing stays and null takes a limit away.
struct LimitBody: Decodable, Sendable {
    var scope: String?
    var name: String?
    private var members: [LimitRefusal.Measure: String?] = [:]

    private enum Key: String, CodingKey {
        case scope, name
        case requests = "requests_per_minute"
        case tokens = "tokens_per_minute"
        case day = "dollars_per_day"
        case month = "dollars_per_month"
    }

    init(from decoder: any Decoder) throws {
        let body = try decoder.container(keyedBy: Key.self)
        scope = try body.decodeIfPresent(String.self, forKey: .scope)
        name = try body.decodeIfPresent(String.self, forKey: .name)
        for (measure, key) in [
            (LimitRefusal.Measure.requests, Key.requests), (.tokens, .tokens), (.day, .day), (.month, .month),
        ] where body.contains(key) {
            if try body.decodeNil(forKey: key) {
                members[measure] = .some(nil)
            } else {
                // By way of the decimal, so that 0.1 is a tenth.
                members[measure] = "\(try body.decode(Decimal.self, forKey: key))"
            }
        }
    }

    /// As a form of the page sends it, where an empty field is no limit.
    init(form: [LimitRefusal.Measure: String]) {
        for measure in LimitRefusal.Measure.allCases {
            let text = (form[measure] ?? "").trimmingCharacters(in: .whitespaces)
            members[measure] = text.isEmpty ? .some(nil) : text
        }
    }

    /// What is said, on top of `values`.
    /// - Throws: ``Usage/LimitFault`` naming the member that no limit can be made of.
    func applied(to values: LimitValues) throws -> LimitValues {
        var values = values
        for (measure, text) in members {
            switch measure {
            case .requests: values.requestsPerMinute = try text.map { try count($0, measure) }
            case .tokens: values.tokensPerMinute = try text.map { try count($0, measure) }
            case .day: values.perDay = try text.map { try money($0, measure) }
            case .month: values.perMonth = try text.map { try money($0, measure) }
            }
        }
        return values
    }

    /// Who it is for.
    /// - Throws: ``APIError`` 422 for somebody who is not there.
    func target(_ accounts: AccountServices) async throws -> LimitTarget {
        guard let scope = scope.flatMap(LimitScope.init) else {
            throw APIError.invalid("scope", "must be user, key, assistant or role")
        }
        let name = (name ?? "").trimmingCharacters(in: .whitespaces)
        guard !name.isEmpty, name.utf8.count <= 200 else { throw APIError.invalid("name", "must have 1 to 200 characters") }
        switch scope {
        case .assistant, .key:
            return LimitTarget(scope, name)
        case .role:
            let roles = UserRole.allCases.map(\.rawValue) + [LimitTarget.visitor]
            guard roles.contains(name) else {
                throw APIError.invalid("name", "must be \(roles.dropLast().joined(separator: ", ")) or \(LimitTarget.visitor)")
            }
            return LimitTarget(scope, name)
        case .user:
            do {
                return LimitTarget(scope, try await accounts.users.user(named: name).username)
            } catch AccountError.notFound {
                guard let user = try? await accounts.users.user(name) else {
                    throw APIError.invalid("name", "is nobody's username")
                }
                return LimitTarget(scope, user.username)
            }
        }
    }

    private func count(_ text: String, _ measure: LimitRefusal.Measure) throws -> Int {
        guard let number = Int(text) else {
            throw LimitFault.invalid(field: measure.rawValue, reason: "must be a whole number")
        }
        return number
    }

    private func money(_ text: String, _ measure: LimitRefusal.Measure) throws -> Money {
        guard let money = Money(text) else {
            throw LimitFault.invalid(
                field: measure.rawValue, reason: "must be dollars as a plain number from 0 to 1000000, such as 5 or 0.25")
        }
        return money
    }
}
