import ArgumentParser
import LanguageModel
import Storage
import Usage

/// `understudy usage`
struct UsageCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "usage", abstract: "Show what was used and what it cost.")

    @Option(help: "The first day, such as 2026-11-01; 29 days before the last when left out.")
    var from: String?
    @Option(help: "The last day; today when left out.")
    var to: String?
    @Option(name: .customLong("tz"), help: "The time zone whose days these are, such as Europe/Berlin; UTC when left out.")
    var zone: String?
    @Option(help: "What to tell answers apart by: day, model, provider, user, assistant, key or surface.")
    var by: String = UsageDimension.day.rawValue

    @Flag(help: "Print one JSON document, as GET /api/v1/usage answers it.")
    var json = false
    @Flag(help: "Print comma-separated values.")
    var csv = false

    @OptionGroup var options: StoreOptions

    func run() async throws {
        guard let grouping = UsageDimension(rawValue: by) else {
            let names = UsageDimension.allCases.map(\.rawValue)
            throw ValidationError(
                "--by takes \(names.joined(separator: ", "))\(nearest(to: by, in: names).map { "; did you mean \($0)?" } ?? "")")
        }
        let span: DaySpan
        do {
            span = try DaySpan(first: from, last: to, zone: zone, now: SystemTime().wallClock)
        } catch {
            throw ValidationError("--\(error.field) \(error.reason)")
        }
        let report = try await options.withDatabase { database in
            try await Migrator(database: database, time: SystemTime()).up()
            return try await UsageReports(database: database).report(UsageQuery(span: span, grouping: grouping))
        }
        if json { return try printJSON(UsageDocument(report)) }
        if csv { return print(report.csv(), terminator: "") }
        for group in report.groups where group.figures != UsageFigures() { print(line(group, group.key ?? "none")) }
        print(line(report.totals, "total"))
    }

    private func line(_ group: UsageGroup, _ name: String) -> String {
        let figures = group.figures
        let unknown = figures.unpriced > 0 ? " and \(figures.unpriced) without a known price" : ""
        return """
            \(name)  \(figures.answers) answers, \(figures.failed) failed, \(figures.fallbacks) by a stand-in  \
            \(figures.usage.prompt) + \(figures.usage.completion) tokens  \(figures.cost.map { "$\($0)" } ?? "cost unknown")\(unknown)
            """
    }
}
