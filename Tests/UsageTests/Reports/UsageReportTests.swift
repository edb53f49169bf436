import Foundation
import LanguageModel
import Ledger
import Storage
import Testing

@testable import Usage

private let mini = ReportFixture.mini
private let local = ReportFixture.local
/// 2026-11-21 00:00:00 UTC.
private let midnight = 1_795_219_200.0

@Suite struct UsageReportTests {
    private let scratch = Scratch()

    private func span(_ first: String = "2026-11-20", _ last: String = "2026-11-21", zone: String? = nil) throws -> DaySpan {
        try DaySpan(first: first, last: last, zone: zone, now: midnight)
    }

    private func reports(_ dialect: SQLDialect, _ fill: (inout ReportFixture) -> Void) async throws -> UsageReports {
        var fixture = ReportFixture(database: try await scratch.database(dialect))
        fill(&fixture)
        try await fixture.store()
        return UsageReports(database: fixture.database)
    }

    private func report(
        _ dialect: SQLDialect, _ query: UsageQuery, _ fill: (inout ReportFixture) -> Void
    ) async throws -> UsageReport {
        try await reports(dialect, fill).report(query)
    }

    @Test(arguments: SQLDialect.allCases) func anAnswerCountsOnTheDayThatItsZoneHas(dialect: SQLDialect) async throws {
        let reports = try await reports(dialect) { fixture in
            fixture.add(at: midnight - 0.001)
            fixture.add(at: midnight)
            fixture.add(at: midnight + 3600)
            // Beyond the span everywhere.
            fixture.add(at: midnight + 2 * 86_400)
        }
        let utc = try await reports.report(UsageQuery(span: span(), grouping: .day))
        #expect(utc.groups.map(\.key) == ["2026-11-20", "2026-11-21"])
        #expect(utc.groups.map(\.figures.answers) == [1, 2])
        #expect(utc.totals.figures.answers == 3)
        let zones = ["Europe/Berlin": [0, 3], "America/New_York": [3, 0], "Etc/GMT+1": [2, 1]]
        for (zone, counts) in zones {
            let local = try await reports.report(UsageQuery(span: try span(zone: zone), grouping: .day))
            #expect(local.groups.map(\.figures.answers) == counts, "\(zone)")
        }
    }

    @Test(arguments: SQLDialect.allCases) func daysAreRightOnBothSidesOfAChangeOfClocks(dialect: SQLDialect) async throws {
        // Berlin, 2026-10-25: from +2 to +1 at 01:00 UTC.
        let day = try #require(Timestamp("2026-10-25 00:00:00")?.seconds)
        let query = UsageQuery(span: try span("2026-10-24", "2026-10-26", zone: "Europe/Berlin"), grouping: .day)
        let found = try await report(dialect, query) { fixture in
            for hour in [-3.0, -2, 22.5, 23] { fixture.add(at: day + hour * 3600) }
        }
        #expect(found.groups.map(\.figures.answers) == [1, 2, 1])
    }

    @Test(arguments: SQLDialect.allCases) func figuresAreSumsOfWhatIsKnown(dialect: SQLDialect) async throws {
        let found = try await report(dialect, UsageQuery(span: span(), grouping: .user)) { fixture in
            let all = Usage(
                input: 1, cachedInput: 2, cacheWrite: 3, output: 4, reasoning: 5, audioInput: 6, audioOutput: 7, isEstimated: true
            )
            fixture.add(at: midnight, usage: all, cost: "0.000000000001")
            fixture.add(at: midnight, usage: all, cost: "9000000.000000000001", isFallback: true, failedAt: local)
            fixture.add(at: midnight, cost: nil)
            fixture.add(at: midnight, model: nil, outcome: .failed, usage: nil, cost: nil, isFallback: nil, failedAt: mini)
            fixture.add(at: midnight, user: "bob", outcome: .cancelled)
            fixture.add(at: midnight, user: nil)
        }
        #expect(found.groups.map { $0.key ?? "-" } == ["ada", "-", "bob"])
        let ada = found.groups[0].figures
        #expect(
            ada.usage
                == Usage(input: 12, cachedInput: 4, cacheWrite: 6, output: 9, reasoning: 10, audioInput: 12, audioOutput: 14))
        #expect(ada.cost?.description == "9000000.000000000002")
        #expect(ada.unpriced == 1)
        #expect(ada.estimated == 2)
        let counts: [Int] = [ada.answers, ada.completed, ada.failed, ada.attempts, ada.fallbacks]
        #expect(counts == [4, 3, 1, 5, 1])
        #expect(found.groups[0].errorShare == 0.25)
        #expect(ada.fallbackShare == 0.25)
        #expect(ada.cacheShare == Double(4) / 34)
        #expect(found.totals.figures.answers == 6)
    }

    @Test(arguments: SQLDialect.allCases) func aModelIsChargedForItsOwnAttempts(dialect: SQLDialect) async throws {
        let all = try await report(dialect, UsageQuery(span: span(), grouping: .model)) { fixture in
            fixture.add(at: midnight, cost: "1", isFallback: true, failedAt: local)
            fixture.add(at: midnight, user: "bob", cost: "2")
            fixture.add(at: midnight, model: local, cost: "0")
            fixture.add(at: midnight, isFallback: true, failedAt: local, failure: .cancelled)
            fixture.addProbe(of: local, at: midnight)
        }
        #expect(all.groups.map(\.key) == ["openai:gpt-4o-mini", "local:llama3"])
        #expect(all.groups.map(\.figures.answers) == [3, 1])
        #expect(all.groups.map(\.figures.attempts) == [3, 3])
        #expect(all.groups.map(\.figures.cost?.description) == ["3.5", "0"])
        #expect(all.groups[0].errorShare == 0)
        #expect(all.groups[1].errorShare == Double(1) / 3)
        #expect(all.groups[0].figures.fallbacks == 2)
    }

    @Test(arguments: SQLDialect.allCases) func aFilterHoldsForAttemptsToo(dialect: SQLDialect) async throws {
        var query = UsageQuery(span: try span(), grouping: .provider, filter: [.user: "ada"])
        let reports = try await reports(dialect) { fixture in
            fixture.add(at: midnight, cost: "1", failedAt: local)
            fixture.add(at: midnight, user: "bob", cost: "2", failedAt: local)
            fixture.add(at: midnight, user: nil, key: "key-1", cost: "4", failedAt: local)
        }
        let found = try await reports.report(query)
        #expect(found.groups.map(\.key) == ["openai", "local"])
        #expect(found.groups.map(\.figures.cost?.description) == ["1", "0"])
        #expect(found.groups[1].figures.attempts == 1)
        query.filter = [:]
        query.owner = "key-1"
        #expect(try await reports.report(query).totals.figures.cost?.description == "4")
        query.owner = nil
        query.filter = [.model: "openai:gpt-4o-mini"]
        #expect(try await reports.report(query).groups.map(\.key) == ["openai"])
        query.filter = [.surface: "page"]
        #expect(try await reports.report(query).groups.isEmpty)
    }

    @Test(arguments: SQLDialect.allCases) func whatIsAllUnknownIsNotNothing(dialect: SQLDialect) async throws {
        let found = try await report(dialect, UsageQuery(span: span(), grouping: .user)) { fixture in
            fixture.add(at: midnight, cost: nil)
            fixture.add(at: midnight, user: "bob", cost: "0")
        }
        #expect(found.groups[0].figures.cost == nil)
        #expect(found.groups[1].figures.cost == .zero)
        #expect(found.totals.figures.cost == .zero)
        #expect(found.totals.figures.unpriced == 1)
        #expect(found.csv().contains("\r\nada,,1,1,0,1,0,10,0,0,1,0,0,0,,1,"))
    }

    @Test(arguments: SQLDialect.allCases) func percentilesAreValuesThatThereWere(dialect: SQLDialect) async throws {
        let found = try await report(dialect, UsageQuery(span: span(), grouping: .day)) { fixture in
            for value in (1...100).reversed() { fixture.add(at: midnight, latency: Double(value), firstContent: nil) }
            fixture.add(at: midnight, outcome: .failed, latency: 100_000)
            fixture.add(at: midnight - 1, latency: 7, firstContent: 3)
        }
        #expect(found.groups[0].figures.latency == .init(p50: 7, p95: 7, p99: 7))
        #expect(found.groups[0].figures.firstContent == .init(p50: 3, p95: 3, p99: 3))
        #expect(found.groups[1].figures.latency == .init(p50: 50, p95: 95, p99: 99))
        #expect(found.groups[1].figures.firstContent == nil)
        #expect(found.totals.figures.latency == .init(p50: 50, p95: 95, p99: 99))
    }

    @Test(arguments: SQLDialect.allCases) func whereNothingWasUsedIsAReportOfNothing(dialect: SQLDialect) async throws {
        let found = try await report(dialect, UsageQuery(span: span(), grouping: .model)) { _ in }
        #expect(found.groups.isEmpty)
        #expect(found.totals.figures == UsageFigures())
        #expect(found.totals.errorShare == nil)
    }

    @Test(arguments: [
        ("plain", "plain"), ("=1+1", "'=1+1"), ("+49", "'+49"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)"), ("\tx", "'\tx"),
        ("＝1", "'＝1"), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""), ("=\"x\"\n", "\"'=\"\"x\"\"\n\""), ("\r=1", "\"'\r=1\""),
    ])
    func aCellIsNoFormula(text: String, cell: String) {
        #expect(csvText(text) == cell)
    }

    @Test func theSheetAndTheDocumentHaveEveryDigit() async throws {
        let found = try await report(.sqlite, UsageQuery(span: span(), grouping: .assistant)) { fixture in
            fixture.add(at: midnight, assistant: "=cmd()", cost: "0.000000000001")
        }
        let lines = found.csv(names: ["=cmd()": "a, b"]).split(separator: "\r\n")
        #expect(lines.count == 2)
        #expect(lines[0].split(separator: ",").count == 26)
        #expect(lines[1].hasPrefix("'=cmd(),\"a, b\",1,1,0,1,0,10,0,0,1,0,0,0,0.000000000001,0,0,100.0,100.0,100.0,50.0,"))
        let document = String(decoding: try JSONEncoder().encode(UsageDocument(found)), as: UTF8.self)
        #expect(document.contains(#""cost":0.000000000001"#))
        #expect(Money("-9223372.036854775807")?.decimal.description == "-9223372.036854775807")
    }
}
