import Synchronization

/// All metrics of one server. Instruments are made once, at start; a scrape reads them in the order they were made.
package final class MetricsRegistry: Sendable {
    /// The media type of ``exposition()``.
    package static let mediaType = "text/plain; version=0.0.4; charset=utf-8"

    private let sources = Mutex<[@Sendable () -> [MetricFamily]]>([])

    package init() {}

    /// Adds whatever `read` returns to each scrape: for numbers that someone else keeps, read together.
    package func collect(_ read: @escaping @Sendable () -> [MetricFamily]) {
        sources.withLock { $0.append(read) }
    }

    /// A number that only grows. `labels` are the names whose values each count is given with.
    package func counter(_ name: String, help: String, labels: [String] = []) -> Counter {
        let counter = Counter(labels: labels)
        collect { [MetricFamily(name, .counter, help: help, samples: counter.samples())] }
        return counter
    }

    /// A number that goes up and down.
    package func gauge(_ name: String, help: String, labels: [String] = []) -> Gauge {
        let gauge = Gauge(labels: labels)
        collect { [MetricFamily(name, .gauge, help: help, samples: gauge.samples())] }
        return gauge
    }

    /// A distribution over `buckets`, upper bounds in ascending order; `+Inf` is added.
    package func histogram(_ name: String, help: String, labels: [String] = [], buckets: [Double]) -> Histogram {
        let histogram = Histogram(labels: labels, bounds: buckets)
        collect { [MetricFamily(name, .histogram, help: help, samples: histogram.samples())] }
        return histogram
    }

    /// Everything, in Prometheus's text exposition format 0.0.4.
    package func exposition() -> String {
        let sources = sources.withLock { $0 }
        var text = ""
        for read in sources {
            for family in read() { family.appendExposition(to: &text) }
        }
        return text
    }
}
