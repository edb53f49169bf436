import Testing

@testable import Telemetry

@Suite struct MetricsTests {
    @Test func anExpositionIsWhatPrometheusReads() throws {
        let registry = MetricsRegistry()
        let requests = registry.counter("requests_total", help: "All \\ of\nthem.", labels: ["route", "status"])
        requests.increment("/a", "200")
        requests.increment(by: 2, "/\"b\"\\\n", "500")
        registry.gauge("running", help: "Now.").set(1.5)
        #expect(
            registry.exposition() == """
                # HELP requests_total All \\\\ of\\nthem.
                # TYPE requests_total counter
                requests_total{route="/\\"b\\"\\\\\\n",status="500"} 2
                requests_total{route="/a",status="200"} 1
                # HELP running Now.
                # TYPE running gauge
                running 1.5

                """)
        let families = try parseExposition(registry.exposition())
        #expect(families["requests_total"]?.samples.first?.labels["route"] == "/\"b\"\\\n")
    }

    @Test func aHistogramsBucketsAreCumulative() throws {
        let registry = MetricsRegistry()
        let histogram = registry.histogram("t_seconds", help: "T.", labels: ["route"], buckets: [0.1, 1])
        for value in [0.05, 0.1, 0.5, 7] { histogram.observe(value, "/") }
        let samples = try #require(try parseExposition(registry.exposition())["t_seconds"]).samples
        #expect(
            samples.map(\.name) == [
                "t_seconds_bucket", "t_seconds_bucket", "t_seconds_bucket", "t_seconds_sum", "t_seconds_count",
            ])
        #expect(samples.map { $0.labels["le"] } == ["0.1", "1", "+Inf", nil, nil])
        #expect(samples.map(\.value) == [2, 3, 4, 7.65, 4])
    }

    @Test func aCounterWithoutLabelsIsThereFromTheStart() throws {
        let registry = MetricsRegistry()
        let counter = registry.counter("c_total", help: "C.")
        #expect(try parseExposition(registry.exposition())["c_total"]?.samples.first?.value == 0)
        counter.increment(by: -5)
        #expect(try parseExposition(registry.exposition())["c_total"]?.samples.first?.value == 0)
    }

    @Test func countsOfManyTasksAddUp() async throws {
        let registry = MetricsRegistry()
        let counter = registry.counter("c_total", help: "C.", labels: ["l"])
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { for _ in 0..<500 { counter.increment("x") } } }
        }
        #expect(try parseExposition(registry.exposition())["c_total"]?.samples.first?.value == 4000)
    }

    @Test func everyMetricOfTheServerIsWellFormed() throws {
        let metrics = ServerMetrics()
        metrics.reportLedger { ServerMetrics.LedgerCounts(accepted: 5, stored: 2, setAside: 1, pending: 2) }
        metrics.reportDataFolder("/tmp")
        metrics.httpRequests.increment("/health", "GET", "200")
        metrics.httpDuration.observe(0.02, "/health", "GET")
        metrics.runningAnswers.add(1)
        metrics.attempts.increment("gemini:a", "success")
        metrics.fallbacks.increment("default")
        metrics.rescues.increment("rescued")
        metrics.breakerState.set(2, "gemini:a")
        metrics.embeddingBreakerState.set(0, "openai:emb")
        metrics.exhausted.increment("default")
        metrics.tokens.increment(by: 12, "gemini:a", "output")
        metrics.cost.increment(by: 0.0003, "gemini:a")
        metrics.unpriced.increment("gemini:a")
        metrics.droppedRecommendations.increment("unknown")
        metrics.limitRefusals.increment("user", "dollars_per_day", "budget_exceeded")
        metrics.budgetWarnings.increment("user", "dollars_per_day")
        metrics.firstContent.observe(0.4, "default")
        metrics.refusedRequests.increment("visitor", "asking")
        metrics.webhookAttempts.increment("delivered")
        metrics.indexedPassages.increment(by: 3, "keywords")
        metrics.pendingChanges.set(0, "vectors")
        metrics.searches.increment("both")
        metrics.searchDuration.observe(0.01, "both")
        metrics.embeddingFailures.increment("question")
        metrics.documents.increment("failed", "zip_bomb")
        metrics.documentDuration.observe(0.4, "failed")
        let families = try parseExposition(metrics.registry.exposition())
        for (name, family) in families {
            #expect(!family.samples.isEmpty, "\(name)")
            #expect(name.hasPrefix("understudy_") || name.hasPrefix("process_"))
            #expect((family.kind == "counter") == name.hasSuffix("_total"), "\(name)")
        }
        let ledger = ["accepted_total", "stored_total", "set_aside_total", "pending"].map {
            families["understudy_ledger_\($0)"]?.samples.first?.value
        }
        #expect(ledger == [5, 2, 1, 2])
    }

    @Test func theRoomForDataIsKnownWhereItCanBeAsked() throws {
        let metrics = ServerMetrics(registry: MetricsRegistry())
        metrics.reportDataFolder("/tmp")
        metrics.reportDataFolder("/nowhere/at/all")
        let families = try parseExposition(metrics.registry.exposition())
        let size = try #require(families["understudy_data_size_bytes"]?.samples.first?.value)
        let free = try #require(families["understudy_data_free_bytes"]?.samples.first?.value)
        #expect(free > 0 && free <= size)
        #expect(families["understudy_data_size_bytes"]?.samples.count == 1)
    }

    @Test func theProcessReportsItself() throws {
        let families = try parseExposition(ServerMetrics().registry.exposition())
        func value(_ name: String) -> Double { families[name]?.samples.first?.value ?? -1 }
        #expect(value("process_resident_memory_bytes") > 1_000_000)
        #expect(value("process_open_fds") >= 3)
        #expect(value("process_start_time_seconds") > 1_600_000_000)
        #expect(value("process_cpu_seconds_total") > 0)
    }
}
