/// One metric with all its series, as a scrape sees it.
package struct MetricFamily: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable {
        case counter, gauge, histogram
    }

    /// One line of the exposition. `suffix` is empty but for a histogram's `_bucket`, `_sum` and `_count`.
    package struct Sample: Sendable, Hashable {
        package var suffix: String
        package var labels: [(name: String, value: String)]
        package var value: Double

        package init(suffix: String = "", labels: [(name: String, value: String)] = [], value: Double) {
            self.suffix = suffix
            self.labels = labels
            self.value = value
        }

        package static func == (a: Sample, b: Sample) -> Bool {
            a.suffix == b.suffix && a.value == b.value && a.labels.elementsEqual(b.labels, by: ==)
        }

        package func hash(into hasher: inout Hasher) {
            hasher.combine(suffix)
            hasher.combine(value)
        }
    }

    package var name: String
    package var help: String
    package var kind: Kind
    package var samples: [Sample]

    package init(_ name: String, _ kind: Kind, help: String, samples: [Sample]) {
        self.name = name
        self.help = help
        self.kind = kind
        self.samples = samples
    }

    /// A metric without labels.
    package init(_ name: String, _ kind: Kind, help: String, value: Double) {
        self.init(name, kind, help: help, samples: [Sample(value: value)])
    }
}

extension MetricFamily {
    /// Appends the family in the text exposition format, version 0.0.4.
    func appendExposition(to text: inout String) {
        text += "# HELP \(name) \(escaped(help, quotes: false))\n# TYPE \(name) \(kind.rawValue)\n"
        for sample in samples {
            text += name
            text += sample.suffix
            if !sample.labels.isEmpty {
                text += "{"
                for (index, label) in sample.labels.enumerated() {
                    if index > 0 { text += "," }
                    text += "\(label.name)=\"\(escaped(label.value, quotes: true))\""
                }
                text += "}"
            }
            text += " \(formatted(sample.value))\n"
        }
    }
}

/// A number as Prometheus reads it; whole numbers without a fraction.
func formatted(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    if value.magnitude < 1e15, value == value.rounded() { return String(Int(value)) }
    return value.description
}

private func escaped(_ text: String, quotes: Bool) -> String {
    guard text.utf8.contains(where: { $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\"") }) else {
        return text
    }
    var result = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\\": result += "\\\\"
        case "\n": result += "\\n"
        case "\"" where quotes: result += "\\\""
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result
}
