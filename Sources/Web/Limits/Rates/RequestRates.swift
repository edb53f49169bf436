/// How many requests a minute each may make, apart for each kind of request. Nobody who uses the server meets these; what people
/// and keys may really spend is what ``Usage/BudgetKeeper`` is for.
package struct RequestRates: Sendable, Hashable {
    /// Who is counted.
    package enum Party: String, Sendable, Hashable, CaseIterable {
        /// An address from which nobody has logged in: a browser's own cookie costs nothing, so it counts for nothing.
        case visitor
        /// Somebody who has logged in, wherever from.
        case person
        /// An API key.
        case key
    }

    /// What is counted together.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Scripts, styles and pictures of pages, and what those ask who watch the server.
        case assets
        /// What changes nothing.
        case reading
        /// What does.
        case changing
        /// What a model has to be asked for.
        case asking
        /// Files.
        case uploads
        /// Passwords, and other proofs.
        case login
    }

    /// Requests a minute; 0 is as many as one likes.
    private var counts: [Int]

    /// The defaults.
    package init() {
        counts = Party.allCases.flatMap { party in Kind.allCases.map { Self.fallback(party, $0) } }
    }

    package subscript(party: Party, kind: Kind) -> Int {
        get { counts[Self.place(party, kind)] }
        set { counts[Self.place(party, kind)] = newValue }
    }

    /// Where nobody has chosen otherwise.
    package static func fallback(_ party: Party, _ kind: Kind) -> Int {
        switch (kind, party) {
        case (.assets, _): 60_000
        case (.login, _): 300
        case (.reading, .visitor): 6000
        case (.changing, .visitor): 3000
        case (.asking, .visitor): 1200
        case (.uploads, .visitor): 600
        case (.reading, .person): 6000
        case (.changing, .person): 3000
        case (.asking, .person): 1200
        case (.uploads, .person): 1200
        case (.reading, .key): 24_000
        case (.changing, .key): 12_000
        case (.asking, .key): 12_000
        case (.uploads, .key): 6000
        }
    }

    private static func place(_ party: Party, _ kind: Kind) -> Int {
        let row: Int
        switch party {
        case .visitor: row = 0
        case .person: row = 1
        case .key: row = 2
        }
        switch kind {
        case .assets: return row * 6
        case .reading: return row * 6 + 1
        case .changing: return row * 6 + 2
        case .asking: return row * 6 + 3
        case .uploads: return row * 6 + 4
        case .login: return row * 6 + 5
        }
    }
}
