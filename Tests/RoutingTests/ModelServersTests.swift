import LanguageModel
import Providers
import Routing
import TestSupport
import Testing

/// A server that lists no models, or fails, or keeps silent.
private struct ListingProvider: ModelProvider {
    var failure: ModelFailure?
    var clock: TestClock?

    func ask(_ call: ModelCall, receive: (ModelEvent) async throws -> Void) async throws {}

    func models() async throws -> [String] {
        if let clock { try await clock.sleep(until: .seconds(1_000_000)) }
        if let failure { throw failure }
        return []
    }

    func continuesPrefill(model: String) -> Bool { false }
}

@Suite struct ModelServersTests {
    private let clock = TestClock()

    private func model(_ id: String, _ provider: ListingProvider) throws -> ChainModel {
        ChainModel(id: try #require(ModelIdentifier(id)), name: id, provider: provider)
    }

    @Test func everyServerOfAChainIsAskedOnceAndReported() async throws {
        let chain = Chain(
            name: "c",
            models: [
                try model("local:a", ListingProvider()), try model("local:b", ListingProvider()),
                try model("cloud:c", ListingProvider(failure: ModelFailure(.unauthorized, "no"))),
            ])
        let reports = await ModelServers(time: clock).check(chain)
        #expect(reports.map(\.provider) == ["local", "cloud"])
        #expect(reports.map(\.problem) == [nil, .unauthorized])
    }

    @Test func aSilentServerIsNotWaitedForLong() async throws {
        let chain = Chain(name: "c", models: [try model("local:a", ListingProvider(clock: clock))])
        async let reports = ModelServers(time: clock, patience: .seconds(3)).check(chain)
        while clock.sleepers < 2 { await Task.yield() }
        clock.advance(by: .seconds(3))
        #expect(await reports.map(\.problem) == [.connect])
        #expect(await reports.map(\.latency) == [.seconds(3)])
    }
}
