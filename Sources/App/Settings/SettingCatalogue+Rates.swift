import Web

extension SettingCatalogue {
    static let rates: [SettingDescription] = RequestRates.Party.allCases.flatMap { party in
        RequestRates.Kind.allCases.filter { $0.isTold(of: party) }.map { kind in
            SettingDescription(
                SettingPath(["rates", party.rawValue, kind.rawValue]), .integer(0...10_000_000),
                String(RequestRates.fallback(party, kind)), "\(kind.summary) a minute, of \(party.summary); 0 for no end.")
        }
    }
}

extension RequestRates.Kind {
    /// Assets are sent before anybody is known to ask.
    fileprivate func isTold(of party: RequestRates.Party) -> Bool { self != .assets || party == .visitor }

    fileprivate var summary: String {
        switch self {
        case .assets: "Scripts, styles, pictures, `/health` and `/metrics`"
        case .reading: "Pages and other requests that change nothing,"
        case .changing: "Requests that change something,"
        case .asking: "Requests for which a model is asked,"
        case .uploads: "Files"
        case .login: "Passwords and other proofs"
        }
    }
}

extension RequestRates.Party {
    fileprivate var summary: String {
        switch self {
        case .visitor: "an address from which nobody has logged in"
        case .person: "one person"
        case .key: "one API key"
        }
    }
}
