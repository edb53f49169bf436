import LanguageModel

/// A variable that other software uses for what is a setting here.
struct SettingAlias: Sendable {
    var path: SettingPath
    /// For the reference.
    var names: [String]
    /// The setting's text and where it came from, when the variables say anything about it.
    var read: @Sendable ([String: SettingVariables.Value]) -> (String, SettingOrigin)?

    /// The first of `names` that is set.
    init(_ path: SettingPath, _ names: [String]) {
        self.path = path
        self.names = names
        read = { variables in names.lazy.compactMap { variables[$0] }.first.map { ($0.text, $0.origin) } }
    }

    /// Keys of providers are not here: they fill in what is missing (see ``ProviderDiscovery``) and override nothing.
    static let all = [
        SettingAlias("server.allowed_origins", ["ALLOWED_ORIGINS"]),
        SettingAlias("secret_key", ["SECRET_KEY", "JWT_SECRET_KEY"]),
        postgres,
        SettingAlias("database", ["DATABASE_URL"]),
        SettingAlias("knowledge.vectors.qdrant.url", ["QDRANT_URL"]),
        SettingAlias("knowledge.vectors.qdrant.api_key", ["QDRANT_API_KEY"]),
        SettingAlias("knowledge.vectors.pinecone.api_key", ["PINECONE_API_KEY"]),
    ]

    /// `POSTGRES_HOST`, with port, name, user and password beside it.
    private static let postgres: SettingAlias = {
        let names = ["POSTGRES_HOST", "POSTGRES_PORT", "POSTGRES_DB", "POSTGRES_USER", "POSTGRES_PASSWORD"]
        var alias = SettingAlias("database", names)
        alias.read = { variables in
            guard let host = variables["POSTGRES_HOST"] else { return nil }
            let user = variables["POSTGRES_USER"]?.text ?? "postgres"
            let password = variables["POSTGRES_PASSWORD"].map { ":" + percentEncoded($0.text) } ?? ""
            let port = variables["POSTGRES_PORT"]?.text ?? "5432"
            let database = variables["POSTGRES_DB"]?.text ?? user
            let url = "postgres://\(percentEncoded(user))\(password)@\(host.text):\(port)/\(percentEncoded(database))"
            return (url, host.origin)
        }
        return alias
    }()
}

/// Everything but unreserved characters as `%XX`.
private func percentEncoded(_ text: String) -> String {
    text.utf8.reduce(into: "") { result, byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
            result.unicodeScalars.append(Unicode.Scalar(byte))
        default:
            let hex = String(byte, radix: 16, uppercase: true)
            result += "%" + (hex.count < 2 ? "0" : "") + hex
        }
    }
}
