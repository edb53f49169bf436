import Foundation
import LanguageModel
import NIOCore
import Providers
import Synchronization
import TestSupport
import Testing

@testable import Knowledge

@Suite struct PageFetcherTests {
    /// Answers from a list, and notes where it was connected to.
    private final class Web: Transport {
        struct Answer {
            var status = 200
            var headers: [(name: String, value: String)] = []
            var body: [String] = []
            var isEndless = false
        }

        let answers: @Sendable (String) -> Answer
        let asked = Mutex<[String]>([])

        init(_ answers: @escaping @Sendable (String) -> Answer) {
            self.answers = answers
        }

        func send(_ request: TransportRequest) async throws -> TransportResponse {
            asked.withLock { $0.append("\(request.url) at \(request.address ?? "?")") }
            let answer = answers(request.url)
            let body = AsyncThrowingStream<ByteBuffer, any Error> { stream in
                for piece in answer.body { stream.yield(ByteBuffer(string: piece)) }
                if !answer.isEndless { stream.finish() }
            }
            return TransportResponse(status: answer.status, headers: answer.headers, body: TransportBody(Pieces(stream: body)))
        }
    }

    private struct Pieces: AsyncSequence, Sendable {
        typealias Element = ByteBuffer
        let stream: AsyncThrowingStream<ByteBuffer, any Error>
        func makeAsyncIterator() -> AsyncThrowingStream<ByteBuffer, any Error>.Iterator { stream.makeAsyncIterator() }
    }

    private let clock = TestClock()
    private let path = TestFolder.path()

    private func fetcher(_ web: Web, hosts: [String: [String]], inside: Set<String> = []) -> PageFetcher {
        PageFetcher(
            transport: web, lookUp: { hosts[$0] ?? [$0] }, insideHosts: inside, limit: 100, timeout: .seconds(10), time: clock)
    }

    private func code(_ fetcher: PageFetcher, _ url: String) async -> FetchFailure.Code? {
        do {
            _ = try await fetcher.fetch(url, to: path)
            return nil
        } catch {
            return (error as? FetchFailure)?.code
        }
    }

    @Test func fetchesFromTheAddressThatWasChecked() async throws {
        let web = Web { url in
            url.hasSuffix("/old")
                ? .init(status: 302, headers: [("location", "../new?q=1")])
                : .init(headers: [("content-type", "text/html")], body: ["<p>", "hello"])
        }
        let page = try await fetcher(web, hosts: ["site.example": ["93.184.216.34", "2606:2800::1"]])
            .fetch("https://site.example/a/old", to: path)
        #expect(page == .init(url: "https://site.example/new?q=1", mediaType: "text/html"))
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "<p>hello")
        #expect(
            web.asked.withLock { $0 } == [
                "https://site.example/a/old at 93.184.216.34", "https://site.example/new?q=1 at 93.184.216.34",
            ])
    }

    @Test(arguments: [
        "http://127.0.0.1/", "http://localhost/", "http://[::1]:8000/", "http://10.1.2.3/",
        "http://169.254.169.254/latest/meta-data",
        "http://[fd00::1]/", "http://[::ffff:192.168.0.1]/", "http://mixed.example/", "http://[fe80::1%25eth0]/",
        "http://0.0.0.0/",
        "http://[64:ff9b::a00:1]/", "http://user@127.0.0.1/",
    ]) func asksNothingInside(_ url: String) async {
        let web = Web { _ in .init(body: ["secret"]) }
        let hosts = ["localhost": ["127.0.0.1", "::1"], "mixed.example": ["93.184.216.34", "10.0.0.1"]]
        let found = await code(fetcher(web, hosts: hosts), url)
        #expect(found == .privateAddress || found == .badURL)
        #expect(web.asked.withLock { $0 }.isEmpty)
    }

    @Test func isNotLedInsideByARedirect() async {
        let web = Web { _ in .init(status: 301, headers: [("location", "http://10.0.0.1/admin")]) }
        #expect(await code(fetcher(web, hosts: ["site.example": ["93.184.216.34"]]), "http://site.example/") == .privateAddress)
        #expect(web.asked.withLock { $0.count } == 1)
    }

    @Test func aNameThatChangesItsMindGainsNothing() async {
        let web = Web { url in
            url.hasSuffix("/again") ? .init(body: ["secret"]) : .init(status: 302, headers: [("location", "/again")])
        }
        let lookUps = Mutex(0)
        let fetcher = PageFetcher(
            transport: web,
            lookUp: { _ in
                // On the internet when it is asked first, inside from then on.
                lookUps.withLock { count in
                    count += 1
                    return count == 1 ? ["93.184.216.34"] : ["10.0.0.1"]
                }
            }, limit: 100, timeout: .seconds(10), time: clock)
        #expect(await code(fetcher, "http://rebind.example/") == .privateAddress)
        #expect(web.asked.withLock { $0 } == ["http://rebind.example/ at 93.184.216.34"])
    }

    @Test(arguments: [
        "file:///etc/passwd", "gopher://a.example/", "//10.0.0.1/", "http://[::1]/", "http://2130706433/", "http://0x7f.1/",
    ])
    func aRedirectLeadsNowhereElse(_ place: String) async {
        let web = Web { url in
            url == "http://site.example/" ? .init(status: 307, headers: [("location", place)]) : .init(body: ["secret"])
        }
        let hosts = ["site.example": ["93.184.216.34"], "2130706433": ["127.0.0.1"], "0x7f.1": ["127.0.0.1"]]
        let found = await code(fetcher(web, hosts: hosts), "http://site.example/")
        #expect(found == .privateAddress || found == .badURL)
        #expect(web.asked.withLock { $0.count } == 1)
    }

    @Test func hostsInsideThatAreNamedMayBeAsked() async {
        let web = Web { _ in .init(body: ["wiki"]) }
        #expect(await code(fetcher(web, hosts: ["wiki": ["10.0.0.7"]], inside: ["wiki"]), "http://wiki/page") == nil)
    }

    @Test func holdsItsLimits() async {
        let hosts = ["s.example": ["93.184.216.34"]]
        let long = Web { _ in .init(body: Array(repeating: "0123456789", count: 11)) }
        #expect(await code(fetcher(long, hosts: hosts), "http://s.example/") == .tooLarge)
        let said = Web { _ in .init(headers: [("content-length", "101")]) }
        #expect(await code(fetcher(said, hosts: hosts), "http://s.example/") == .tooLarge)
        let round = Web { url in .init(status: 302, headers: [("location", url + "x")]) }
        #expect(await code(fetcher(round, hosts: hosts), "http://s.example/") == .tooManyRedirects)
        let missing = Web { _ in .init(status: 404) }
        #expect(await code(fetcher(missing, hosts: hosts), "http://s.example/") == .httpStatus)
        for url in ["ftp://s.example/", "file:///etc/passwd", "nothing", "http://"] {
            #expect(await code(fetcher(missing, hosts: hosts), url) == .badURL)
        }
    }

    @Test func whatNeverEndsIsGivenUp() async {
        let web = Web { _ in .init(body: ["a"], isEndless: true) }
        let fetcher = fetcher(web, hosts: ["s.example": ["93.184.216.34"]])
        let fetching = Task { await code(fetcher, "http://s.example/") }
        await clock.settle(sleepers: 1)
        clock.advance(by: .seconds(10))
        #expect(await fetching.value == .timedOut)
    }

    @Test(arguments: [
        ("8.8.8.8", true), ("172.15.0.1", true), ("172.16.0.1", false), ("100.64.0.1", false), ("192.0.2.1", false),
        ("224.0.0.1", false),
        ("255.255.255.255", false), ("2606:4700::1111", true), ("2001:4860::8888", true), ("2001:db8::1", false),
        ("2001::1", false),
        ("2002:a00:1::", false), ("::", false), ("ff02::1", false), ("nonsense", false),
    ]) func knowsWhatIsOnTheInternet(_ address: String, _ isPublic: Bool) {
        #expect(isPublicAddress(address) == isPublic)
    }
}
