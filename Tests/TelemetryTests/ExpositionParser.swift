/// Reads the text exposition format strictly enough to catch what a scraper would refuse.
func parseExposition(_ text: String) throws -> [String: ParsedFamily] {
    guard text.hasSuffix("\n") else { throw ExpositionError(line: "no newline at the end") }
    var families: [String: ParsedFamily] = [:]
    var current: String?
    for line in text.split(separator: "\n") {
        let words = line.split(separator: " ", maxSplits: 3).map(String.init)
        if line.hasPrefix("# HELP ") {
            guard words.count == 4, families[words[2]] == nil else { throw ExpositionError(line: String(line)) }
            families[words[2]] = ParsedFamily()
            current = words[2]
        } else if line.hasPrefix("# TYPE ") {
            guard words.count == 4, words[2] == current, ["counter", "gauge", "histogram"].contains(words[3]) else {
                throw ExpositionError(line: String(line))
            }
            families[words[2]]?.kind = words[3]
        } else {
            let sample = try parseSample(line)
            guard let current, let kind = families[current]?.kind else { throw ExpositionError(line: String(line)) }
            let allowed = kind == "histogram" ? ["_bucket", "_sum", "_count"].map { current + $0 } : [current]
            guard allowed.contains(sample.name) else { throw ExpositionError(line: String(line)) }
            families[current]?.samples.append(sample)
        }
    }
    return families
}

struct ParsedFamily {
    var kind: String?
    var samples: [ParsedSample] = []
}

struct ParsedSample {
    var name: String
    var labels: [String: String]
    var value: Double
}

struct ExpositionError: Error {
    var line: String
}

private func parseSample(_ line: Substring) throws -> ParsedSample {
    let error = ExpositionError(line: String(line))
    let name = line.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == ":") }
    guard let first = name.first, !first.isNumber else { throw error }
    var rest = line.dropFirst(name.count)
    var labels: [String: String] = [:]
    if rest.first == "{" {
        rest = rest.dropFirst()
        while rest.first != "}" {
            if rest.first == "," { rest = rest.dropFirst() }
            let label = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
            rest = rest.dropFirst(label.count)
            guard !label.isEmpty, rest.hasPrefix("=\"") else { throw error }
            rest = rest.dropFirst(2)
            var value = ""
            while let character = rest.first, character != "\"" {
                rest = rest.dropFirst()
                if character == "\\" {
                    guard let next = rest.popFirst() else { throw error }
                    value.append(next == "n" ? "\n" : next)
                } else {
                    value.append(character)
                }
            }
            guard rest.first == "\"", labels.updateValue(value, forKey: String(label)) == nil else { throw error }
            rest = rest.dropFirst()
        }
        rest = rest.dropFirst()
    }
    let number = rest.dropFirst().replacing("+Inf", with: "inf")
    guard rest.first == " ", let value = Double(number) else { throw error }
    return ParsedSample(name: String(name), labels: labels, value: value)
}
