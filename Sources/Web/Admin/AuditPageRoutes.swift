import Accounts
import HTTPTypes
import Hummingbird
import NIOCore

/// `/admin/audit` and `/admin/audit.csv`: what was done, filtered.
struct AuditPageRoutes: Sendable {
    let audit: AuditLog
    let users: UserDesk
    let siteName: String

    private static let pageSize = 100

    func add(to admin: RouterGroup<WebContext>) {
        admin.get("audit", use: show)
        admin.get("audit.csv", use: download)
    }

    private struct Query: Decodable {
        var who: String?
        var event: String?
        var from: String?
        var until: String?
        var before: Int?

        var filters: AuditView.Filters {
            .init(who: who ?? "", event: event ?? "", from: from ?? "", until: until ?? "")
        }
    }

    /// What a query asks of the log.
    private struct Search: Sendable {
        var who: String?
        var event: String?
        var since: Double?
        var until: Double?
    }

    @Sendable private func show(request: Request, context: WebContext) async throws -> Response {
        let query: Query = try request.decodeQuery()
        let language = PageLanguage(of: request)
        var view = AuditView(language: language, siteName: siteName, entries: [], names: [:], filters: query.filters)
        guard let search = try await search(query) else {
            view.notice = .init(text: Words.fill(language.adminWords.unknownPerson, ["name": query.who ?? ""]))
            return PageRoutes.html(view.render(), status: .notFound)
        }
        let found = try await entries(search, before: query.before, limit: Self.pageSize + 1)
        view.entries = Array(found.prefix(Self.pageSize))
        view.next = found.count > view.entries.count ? view.entries.last?.id : nil
        view.names = try await names(in: view.entries)
        return PageRoutes.html(view.render())
    }

    /// All of it, page by page, so that a long log is never in memory as a whole.
    @Sendable private func download(request: Request, context: WebContext) async throws -> Response {
        let query: Query = try request.decodeQuery()
        guard let search = try await search(query) else { throw APIError.notFound }
        let body = ResponseBody { writer in
            let head = [
                "id", "created_at", "actor", "actor_id", "event", "subject", "subject_id", "detail", "address", "request_id",
            ]
            try await writer.write(ByteBuffer(string: CSVRow.line(head)))
            var before: Int? = nil
            while true {
                let page = try await entries(search, before: before, limit: 1000)
                let names = try await names(in: page)
                let lines = page.map { entry in
                    CSVRow.line([
                        String(entry.id), AvailabilityDocument.date(entry.createdAt), entry.actorID.flatMap { names[$0] } ?? "",
                        entry.actorID ?? "", entry.event, entry.subjectID.flatMap { names[$0] } ?? "", entry.subjectID ?? "",
                        entry.detail ?? "", entry.address ?? "", entry.requestID ?? "",
                    ])
                }
                try await writer.write(ByteBuffer(string: lines.joined()))
                guard page.count == 1000, let last = page.last else { break }
                before = last.id
            }
            try await writer.finish(nil)
        }
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/csv; charset=utf-8", .contentDisposition: "attachment; filename=\"audit.csv\"",
                .cacheControl: "no-store",
            ], body: body)
    }

    /// nil when it asks for somebody whom nobody knows.
    private func search(_ query: Query) async throws -> Search? {
        var search = Search(event: query.event?.filled)
        search.since = try query.from?.filled.map { try start($0, "from") }
        search.until = try query.until?.filled.map { try start($0, "until") + Day.seconds }
        guard let name = query.who?.filled else { return search }
        do {
            search.who = try await users.user(named: name).id
        } catch AccountError.notFound {
            // A key, or a provider or chain that something was done to.
            search.who = name
            if try await entries(search, before: nil, limit: 1).isEmpty { return nil }
        }
        return search
    }

    private func start(_ text: String, _ field: String) throws -> Double {
        guard let start = Day.start(text) else { throw APIError.invalid(field, "must be a date such as 2026-11-21") }
        return start
    }

    private func entries(_ search: Search, before: Int?, limit: Int) async throws -> [AuditEntry] {
        try await audit.list(
            before: before, event: search.event, who: search.who, since: search.since, until: search.until, limit: limit)
    }

    private func names(in entries: [AuditEntry]) async throws -> [String: String] {
        try await users.names(of: Set(entries.flatMap { [$0.actorID, $0.subjectID].compactMap(\.self) }))
    }
}
