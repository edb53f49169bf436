package import LanguageModel

/// Who a limit is for.
package enum LimitScope: String, Sendable, Hashable, Codable, CaseIterable {
    /// One API key, by its identifier. The narrowest.
    case key
    /// One person, by username, whatever keys and pages they use.
    case user
    /// Everybody who asks one assistant, together.
    case assistant
    /// Each person of a role by themselves; `visitor` is whoever has not logged in.
    case role
}

/// Who one limit is for, written `user:ada`.
package struct LimitTarget: Sendable, Hashable, CustomStringConvertible {
    package var scope: LimitScope
    package var name: String

    package init(_ scope: LimitScope, _ name: String) {
        self.scope = scope
        self.name = name
    }

    /// nil for anything but a scope, a colon and a name.
    package init?(_ text: String) {
        guard let colon = text.firstIndex(of: ":"), let scope = LimitScope(rawValue: String(text[..<colon])) else { return nil }
        let name = text[text.index(after: colon)...]
        guard !name.isEmpty else { return nil }
        self.init(scope, String(name))
    }

    package var description: String { "\(scope.rawValue):\(name)" }

    /// Roles that there are besides those of accounts.
    package static let visitor = "visitor"
}

/// How much may be used; nil is without limit.
package struct LimitValues: Sendable, Hashable {
    package var requestsPerMinute: Int?
    package var tokensPerMinute: Int?
    package var perDay: Money?
    package var perMonth: Money?

    package init(
        requestsPerMinute: Int? = nil, tokensPerMinute: Int? = nil, perDay: Money? = nil, perMonth: Money? = nil
    ) {
        self.requestsPerMinute = requestsPerMinute
        self.tokensPerMinute = tokensPerMinute
        self.perDay = perDay
        self.perMonth = perMonth
    }

    package var isEmpty: Bool { self == LimitValues() }
    package var limitsMoney: Bool { perDay != nil || perMonth != nil }

    package static let requestRange = 1...1_000_000
    package static let tokenRange = 1...1_000_000_000
    /// A million dollars.
    package static let mostMoney = Money(picodollars: 1_000_000_000_000_000_000)

    /// The member that no limit may have, with the reason; nil when all is well.
    package var fault: (member: LimitRefusal.Measure, reason: String)? {
        if let requestsPerMinute, !Self.requestRange.contains(requestsPerMinute) {
            return (.requests, "must be a whole number from 1 to 1000000")
        }
        if let tokensPerMinute, !Self.tokenRange.contains(tokensPerMinute) {
            return (.tokens, "must be a whole number from 1 to 1000000000")
        }
        for (member, money) in [(LimitRefusal.Measure.day, perDay), (.month, perMonth)] {
            guard let money, money < .zero || money > Self.mostMoney else { continue }
            return (member, "must be an amount of dollars from 0 to 1000000")
        }
        return nil
    }

    package func money(_ kind: BudgetPeriod.Kind) -> Money? {
        switch kind {
        case .day: perDay
        case .month: perMonth
        }
    }
}

/// A limit, and where it comes from.
package struct LimitRule: Sendable, Hashable {
    /// Of what an admin has entered; nil for what the configuration says.
    package var id: Int?
    package var target: LimitTarget
    package var values: LimitValues
    package var enteredBy: String?
    /// Seconds since 1970; nil for what the configuration says.
    package var updatedAt: Double?

    package init(
        id: Int? = nil, target: LimitTarget, values: LimitValues, enteredBy: String? = nil, updatedAt: Double? = nil
    ) {
        self.id = id
        self.target = target
        self.values = values
        self.enteredBy = enteredBy
        self.updatedAt = updatedAt
    }
}

/// Somebody with an account, as far as limits must know.
package struct LimitPerson: Sendable, Hashable {
    package var username: String
    package var role: String

    package init(username: String, role: String) {
        self.username = username
        self.role = role
    }
}

/// All limits as they hold at one moment: a value to find whoever asks their own in.
package struct LimitBook: Sendable {
    /// What the configuration says, without those for whom an admin has entered something else.
    private var rules: [LimitTarget: LimitRule]
    /// Whether it must be known who somebody is, and not only their identifier.
    package let asksForPeople: Bool

    package init(configured: [LimitRule] = [], entered: [LimitRule] = []) {
        rules = Dictionary((configured + entered).map { ($0.target, $0) }) { _, last in last }
        asksForPeople = rules.keys.contains { $0.scope == .user || $0.scope == .role }
    }

    package var isEmpty: Bool { rules.isEmpty }

    /// By scope and name.
    package var all: [LimitRule] {
        rules.values.sorted { ($0.target.scope.rawValue, $0.target.name) < ($1.target.scope.rawValue, $1.target.name) }
    }

    package subscript(target: LimitTarget) -> LimitRule? { rules[target] }

    /// Every limit that holds for such a call, the narrowest first, each with the counter that it is counted on. Of what an
    /// assistant may spend everybody has a share; all others are counted for each key or person.
    package func matching(
        keyID: String?, userID: String?, person: LimitPerson?, assistant: String?
    ) -> [(rule: LimitRule, subject: String)] {
        var found: [(LimitRule, String)] = []
        func add(_ scope: LimitScope, _ name: String?, _ subject: String) {
            if let name, let rule = rules[LimitTarget(scope, name)] { found.append((rule, subject)) }
        }
        if let keyID { add(.key, keyID, "key:\(keyID)") }
        if let userID {
            add(.user, person?.username, "user:\(userID)")
            add(.role, person?.role, "user:\(userID)")
        }
        if let assistant { add(.assistant, assistant, "assistant:\(assistant)") }
        return found
    }
}
