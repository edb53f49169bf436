import CLibPQ
import LanguageModel

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// One connection to a server. Confined to whoever made it, and closed with it.
final class PostgreSQLConnection {
    private static let cacheLimit = 256

    private let handle: OpaquePointer
    /// How long the server may take over a statement before it is taken for dead; nil while no limit holds.
    var patience: Duration?
    /// Names of prepared statements, by their text with `?`.
    private var statements: [String: String] = [:]
    private var prepared = 0

    /// Connects, and makes the session speak the forms that ``SQLValue`` reads.
    init(_ options: PostgreSQLOptions) throws(PostgreSQLFailure) {
        try checkAddress(options.address)
        // What stands before the address is a default that it may change; what stands behind it holds.
        let parameters = [
            ("application_name", "understudy"), ("keepalives_idle", "30"), ("keepalives_interval", "10"),
            ("keepalives_count", "3"),
            ("dbname", options.address.reveal), ("client_encoding", "UTF8"),
        ]
        let begun = withCStrings(parameters.map(\.0) + [nil] + parameters.map(\.1) + [nil]) { strings in
            strings.flatMap { PQconnectStartParams($0, $0 + parameters.count + 1, 1) }
        }
        guard let begun else { throw PostgreSQLFailure(message: "out of memory", isLost: true) }
        handle = begun
        try connect(within: options.connectTimeout)
        PQsetNoticeProcessor(handle, { _, _ in }, nil)
        patience = options.statementTimeout + .seconds(5)
        let limit = Int(options.statementTimeout.milliseconds)
        let settings = [
            "DateStyle = 'ISO, YMD'", "TimeZone = 'UTC'", "extra_float_digits = 1", "standard_conforming_strings = on",
            "bytea_output = 'hex'",
            "statement_timeout = \(limit)",
        ]
        try execute(settings.map { "SET \($0)" }.joined(separator: "; "))
    }

    deinit { PQfinish(handle) }

    /// Runs one statement that has no arguments and is not worth preparing.
    func execute(_ sql: String) throws(PostgreSQLFailure) {
        try send(PQsendQuery(handle, sql))
        _ = try receive()
    }

    /// Runs one statement with a `?` for each argument.
    func run(_ sql: String, _ arguments: [SQLValue]) throws(PostgreSQLFailure) -> (rows: [SQLRow], changed: Int) {
        if arguments.isEmpty, !isWorthPreparing(sql) {
            try send(PQsendQueryParams(handle, sql, 0, nil, nil, nil, nil, 0))
        } else {
            let name = try prepare(sql)
            try send(
                withParameters(arguments) { PQsendQueryPrepared(handle, name, CInt(arguments.count), $0, $1, $2, 0) })
        }
        return try receive()
    }

    /// Has every statement prepared anew.
    func forgetStatements() throws(PostgreSQLFailure) {
        statements = [:]
        try execute("DEALLOCATE ALL")
    }

    private func prepare(_ sql: String) throws(PostgreSQLFailure) -> String {
        if let name = statements[sql] { return name }
        if statements.count >= Self.cacheLimit { try forgetStatements() }
        prepared += 1
        let name = "s\(prepared)"
        try send(PQsendPrepare(handle, name, numberedPlaceholders(sql), 0, nil))
        _ = try receive()
        statements[sql] = name
        return name
    }

    private func send(_ accepted: CInt) throws(PostgreSQLFailure) {
        if accepted == 0 { throw failure(lost: PQstatus(handle) == CONNECTION_BAD) }
    }

    /// Waits for the end of the statement under way.
    private func receive() throws(PostgreSQLFailure) -> (rows: [SQLRow], changed: Int) {
        let deadline = patience.map { ContinuousClock.now + $0 }
        var rows: [SQLRow] = []
        var changed = 0
        var failed: PostgreSQLFailure?
        while true {
            while PQisBusy(handle) == 1 {
                try wait(for: Int16(POLLIN), until: deadline)
                if PQconsumeInput(handle) == 0 { throw failure(lost: true) }
            }
            guard let result = PQgetResult(handle) else { break }
            defer { PQclear(result) }
            switch PQresultStatus(result) {
            case PGRES_TUPLES_OK:
                rows = read(result)
                changed = changedRows(result)
            case PGRES_COMMAND_OK: changed = changedRows(result)
            default: failed = failed ?? failure(of: result)
            }
        }
        if let failed { throw failed }
        return (rows, changed)
    }

    private func connect(within limit: Duration) throws(PostgreSQLFailure) {
        let deadline = ContinuousClock.now + limit
        var status = PQstatus(handle) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING
        while status != PGRES_POLLING_OK {
            guard status != PGRES_POLLING_FAILED else { throw failure(lost: true).withoutValue }
            try wait(for: Int16(status == PGRES_POLLING_READING ? POLLIN : POLLOUT), until: deadline)
            status = PQconnectPoll(handle)
        }
    }

    private func wait(for events: Int16, until deadline: ContinuousClock.Instant?) throws(PostgreSQLFailure) {
        while true {
            var socket = pollfd(fd: PQsocket(handle), events: events, revents: 0)
            let left = deadline.map { max(0, (ContinuousClock.now.duration(to: $0)).milliseconds.rounded(.up)) } ?? -1
            let ready = poll(&socket, 1, CInt(min(left, 1e9)))
            if ready > 0 { return }
            if ready == 0 { throw PostgreSQLFailure(message: "the server does not answer", isLost: true) }
            if errno != EINTR { throw PostgreSQLFailure(message: "the connection cannot be waited for", isLost: true) }
        }
    }

    private func failure(lost: Bool) -> PostgreSQLFailure {
        PostgreSQLFailure(message: firstLine(PQerrorMessage(handle)), isLost: lost)
    }

    private func failure(of result: OpaquePointer) -> PostgreSQLFailure {
        // 'C' and 'M' are the protocol's letters for state and message.
        let state = PQresultErrorField(result, 67).map { String(cString: $0) }
        let message = PQresultErrorField(result, 77).map { String(cString: $0) } ?? firstLine(PQresultErrorMessage(result))
        let isLost = PQstatus(handle) == CONNECTION_BAD || state?.hasPrefix("57P0") == true || state?.hasPrefix("08") == true
        return PostgreSQLFailure(state: state, message: message, isLost: isLost)
    }
}

private func read(_ result: OpaquePointer) -> [SQLRow] {
    let columns = PQnfields(result)
    let types = (0..<columns).map { PQftype(result, $0) }
    let positions = Dictionary((0..<columns).map { (String(cString: PQfname(result, $0)), Int($0)) }) { first, _ in first }
    return (0..<PQntuples(result)).map { row in
        let values = (0..<columns).map { column -> SQLValue in
            guard PQgetisnull(result, row, column) == 0, let bytes = PQgetvalue(result, row, column) else { return .null }
            let written = UnsafeRawBufferPointer(start: bytes, count: Int(PQgetlength(result, row, column)))
            return SQLValue(postgresql: written, type: types[Int(column)])
        }
        return SQLRow(values: values, positions: positions)
    }
}

private func changedRows(_ result: OpaquePointer) -> Int { Int(String(cString: PQcmdTuples(result))) ?? 0 }

private func firstLine(_ message: UnsafePointer<CChar>?) -> String {
    let text = message.map { String(cString: $0) } ?? ""
    return text.split(whereSeparator: \.isNewline).first.map(String.init) ?? "the connection broke"
}

/// Statements of the schema are said once; all others come again.
private func isWorthPreparing(_ sql: String) -> Bool {
    let first = sql.drop(while: \.isWhitespace).prefix { $0.isLetter }.uppercased()
    return ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH"].contains(first)
}

extension PostgreSQLFailure {
    /// Without the value that libpq finds invalid: where a special character of the password was not written as `%XX`, it takes
    /// the password for a port.
    fileprivate var withoutValue: PostgreSQLFailure {
        var parts = message.split(separator: "\"", omittingEmptySubsequences: false)
        guard message.hasPrefix("invalid "), parts.count > 2 else { return self }
        parts[1] = "…"
        return PostgreSQLFailure(state: state, message: parts.joined(separator: "\""), isLost: isLost)
    }
}

/// libpq's own complaint about an address may quote the password, so it is not repeated.
private func checkAddress(_ address: Secret) throws(PostgreSQLFailure) {
    var complaint: UnsafeMutablePointer<CChar>?
    let parsed = PQconninfoParse(address.reveal, &complaint)
    let message = firstLine(complaint)
    PQconninfoFree(parsed)
    PQfreemem(complaint)
    guard parsed == nil else { return }
    let unknown = "invalid URI query parameter"
    throw PostgreSQLFailure(
        message: message.hasPrefix(unknown)
            ? message
            : "the address cannot be read; write postgres://user:password@host:port/name, with %XX for special characters",
        isLost: true)
}

/// Lends `strings` as C strings, in one array; nil stands for NULL.
private func withCStrings<Value>(_ strings: [String?], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Value) -> Value {
    let copies = strings.map { $0.flatMap { strdup($0) } }
    defer { for copy in copies { free(copy) } }
    return copies.map { UnsafePointer($0) }.withUnsafeBufferPointer { body($0.baseAddress) }
}

/// Lends `values` as libpq takes them: where each is, nil standing for NULL; how many bytes it has, which counts for bytes alone; and
/// whether it is text (0) or bytes (1).
private func withParameters<Value>(
    _ values: [SQLValue],
    _ body: (UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<CInt>?, UnsafePointer<CInt>?) -> Value
) -> Value {
    let copies = values.map { value -> UnsafeMutablePointer<CChar>? in
        guard case .bytes(let bytes) = value else { return value.postgresql.flatMap { strdup($0) } }
        // Never nil, which would be NULL, though there be none.
        let copy = malloc(max(1, bytes.count))?.assumingMemoryBound(to: CChar.self)
        bytes.withUnsafeBytes { if let copy, let start = $0.baseAddress { memcpy(copy, start, bytes.count) } }
        return copy
    }
    defer { for copy in copies { free(copy) } }
    let lengths = values.map { CInt(clamping: $0.bytes?.count ?? 0) }
    let forms: [CInt] = values.map { $0.bytes == nil ? 0 : 1 }
    return copies.map { UnsafePointer($0) }.withUnsafeBufferPointer { pointers in
        lengths.withUnsafeBufferPointer { lengths in
            forms.withUnsafeBufferPointer { body(pointers.baseAddress, lengths.baseAddress, $0.baseAddress) }
        }
    }
}
