import Synchronization

/// The series of one instrument by their label values, in the order of its label names.
struct Series<Value: Sendable>: Sendable {
    let labels: [String]
    private(set) var values: [[String]: Value] = [:]

    init(labels: [String], initial: @autoclosure () -> Value) {
        self.labels = labels
        // Without labels there is one series, and it is there from the start: a counter that is absent until its
        // first event cannot be alerted on.
        if labels.isEmpty { values[[]] = initial() }
    }

    mutating func update(_ key: [String], initial: @autoclosure () -> Value, _ change: (inout Value) -> Void) {
        precondition(key.count == labels.count, "expected values for the labels \(labels), got \(key)")
        change(&values[key, default: initial()])
    }

    func sorted() -> [(labels: [(name: String, value: String)], value: Value)] {
        values.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { key, value in
            (zip(labels, key).map { (name: $0, value: $1) }, value)
        }
    }
}

/// A number that only grows.
package final class Counter: Sendable {
    private let series: Mutex<Series<Double>>

    init(labels: [String]) {
        series = Mutex(Series(labels: labels, initial: 0))
    }

    /// Adds `amount`, which must not be negative, to the series with these label values.
    package func increment(by amount: Double = 1, _ labelValues: String...) {
        series.withLock { $0.update(labelValues, initial: 0) { $0 += max(0, amount) } }
    }

    func samples() -> [MetricFamily.Sample] {
        series.withLock { $0.sorted() }.map { MetricFamily.Sample(labels: $0.labels, value: $0.value) }
    }
}

/// A number that goes up and down.
package final class Gauge: Sendable {
    private let series: Mutex<Series<Double>>

    init(labels: [String]) {
        series = Mutex(Series(labels: labels, initial: 0))
    }

    package func set(_ value: Double, _ labelValues: String...) {
        series.withLock { $0.update(labelValues, initial: 0) { $0 = value } }
    }

    package func add(_ amount: Double, _ labelValues: String...) {
        series.withLock { $0.update(labelValues, initial: 0) { $0 += amount } }
    }

    func samples() -> [MetricFamily.Sample] {
        series.withLock { $0.sorted() }.map { MetricFamily.Sample(labels: $0.labels, value: $0.value) }
    }
}

/// A distribution.
package final class Histogram: Sendable {
    private struct Cell: Sendable {
        /// One for each bound and one for what is above them all; not cumulative.
        var counts: [Int]
        var sum = 0.0
    }

    private let bounds: [Double]
    private let series: Mutex<Series<Cell>>

    init(labels: [String], bounds: [Double]) {
        self.bounds = bounds
        series = Mutex(Series(labels: labels, initial: Cell(counts: Array(repeating: 0, count: bounds.count + 1))))
    }

    package func observe(_ value: Double, _ labelValues: String...) {
        let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
        series.withLock { series in
            series.update(labelValues, initial: Cell(counts: Array(repeating: 0, count: bounds.count + 1))) { cell in
                cell.counts[bucket] += 1
                cell.sum += value
            }
        }
    }

    func samples() -> [MetricFamily.Sample] {
        series.withLock { $0.sorted() }.flatMap { labels, cell in
            var samples: [MetricFamily.Sample] = []
            var total = 0
            for (bound, count) in zip(bounds + [.infinity], cell.counts) {
                total += count
                samples.append(
                    MetricFamily.Sample(
                        suffix: "_bucket", labels: labels + [(name: "le", value: formatted(bound))], value: Double(total)))
            }
            samples.append(MetricFamily.Sample(suffix: "_sum", labels: labels, value: cell.sum))
            samples.append(MetricFamily.Sample(suffix: "_count", labels: labels, value: Double(total)))
            return samples
        }
    }
}
