import LanguageModel
import Testing

@testable import Usage
@testable import Web

@Suite struct UsagePageViewTests {
    private func view(key: String, filter: [UsageDimension: String] = [:], isAdmin: Bool = true) throws -> String {
        let span = try DaySpan(first: "2026-11-20", last: "2026-11-21", zone: "Europe/Berlin", now: 1_795_262_400)
        var figures = UsageFigures()
        (figures.answers, figures.completed, figures.knownCost) = (4, 4, Money(picodollars: 1_234_567))
        figures.latency = .init(p50: 10, p95: 1500, p99: 61_000)
        let group = { (key: String?) in UsageGroup(key: key, figures: figures, errorShare: 0) }
        let days = UsageReport(
            query: UsageQuery(span: span, grouping: .day, filter: filter), totals: group(nil),
            groups: span.days.map { group($0) }, isCut: false)
        let breakdown = UsageReport(
            query: UsageQuery(span: span, grouping: .model, filter: filter), totals: group(nil),
            groups: [group(key), group(nil)],
            isCut: true)
        return UsagePageView(
            language: .english, siteName: "Nexus", isAdmin: isAdmin, days: days, breakdown: breakdown, names: [:]
        ).render()
    }

    @Test func whatIsLeftOfOnesLimitsStandsFirst() throws {
        let span = try DaySpan(first: "2026-11-20", last: "2026-11-21", zone: "Europe/Berlin", now: 1_795_262_400)
        let group = UsageGroup(key: nil, figures: UsageFigures(), errorShare: 0)
        let report = UsageReport(query: UsageQuery(span: span, grouping: .model), totals: group, groups: [], isCut: false)
        var view = UsagePageView(
            language: .english, siteName: "Nexus", isAdmin: false, days: report, breakdown: report, names: [:])
        #expect(!view.render().contains("What you have left"))
        view.limits = [
            LimitStanding(
                measure: .requests, rule: LimitRule(target: LimitTarget(.user, "<ada>"), values: LimitValues()), limit: 10,
                used: 4,
                reserved: 0)
        ]
        let page = view.render()
        #expect(page.contains("<h2 id=\"left\">What you have left</h2>"))
        #expect(page.contains("value=\"40\"") && page.contains("&lt;ada&gt;"))
    }

    @Test func whatAModelIsCalledIsTextAndPartOfAnAddress() throws {
        let page = try view(key: "a:<b>&\"?ü")
        #expect(page.contains("<bdi>a:&lt;b&gt;&amp;&quot;?ü</bdi>"))
        #expect(!page.contains("<b>"))
        #expect(page.contains("group_by=model&amp;model=a%3A%3Cb%3E%26%22%3F%C3%BC\""))
        #expect(page.contains("tz=Europe%2FBerlin"))
    }

    @Test func aFilterStaysWithFormLinksAndSheetUntilItIsRemoved() throws {
        let page = try view(key: "a:b", filter: [.user: "ada"])
        #expect(page.contains("<input type=\"hidden\" name=\"user\" value=\"ada\">"))
        let rest = "from=2026-11-20&amp;to=2026-11-21&amp;tz=Europe%2FBerlin&amp;group_by=model"
        #expect(page.contains("href=\"/api/v1/usage.csv?\(rest)&amp;user=ada\""))
        #expect(page.contains("href=\"/usage?\(rest)\""))
    }

    @Test func everyChartHasItsFiguresAsATable() throws {
        let page = try view(key: "a:b")
        #expect(page.matches(of: /<svg viewBox="0 0 20 100"/).count == 3)
        #expect(page.matches(of: /<th scope="row">2026-11-21<\/th>/).count == 3)
        #expect(page.contains("<td><bdi>$0.000001234567</bdi></td>"))
        #expect(!page.contains(" style="))
        #expect(!page.contains("<script>"))
    }

    @Test func onlyAdminsAreLedToTheirPages() throws {
        #expect(try view(key: "a:b").contains("/admin/prices"))
        #expect(try !view(key: "a:b", isAdmin: false).contains("/admin/prices"))
    }

    @Test(arguments: [
        (0, "0"), (9999, "9999"), (12_345, "12\u{202F}345"), (1_234_567, "1\u{202F}234\u{202F}567"),
    ])
    func aCountIsReadable(value: Int, text: String) {
        #expect(UsageNumbers.count(value) == text)
    }

    @Test(arguments: [
        ("0", "$0"), ("0.000000000001", "$0.000000000001"), ("0.0099999", "$0.0099999"), ("0.01234567", "$0.0123"),
        ("12.99999", "$13"), ("9223372.036854775807", "$9223372.036854775807"),
    ])
    func smallSumsKeepTheirDigits(money: String, text: String) throws {
        let sum: Money = try #require(Money(money))
        #expect(UsageNumbers.money(sum) == text)
    }

    @Test(arguments: [(0.4, "0\u{A0}ms"), (999, "999\u{A0}ms"), (1000, "1\u{A0}s"), (1250, "1.3\u{A0}s"), (61_000, "61\u{A0}s")])
    func aTimeHasItsUnit(milliseconds: Double, text: String) {
        #expect(UsageNumbers.time(milliseconds) == text)
    }
}
