import Foundation

/// What the parser's process writes, one JSON object a line: blocks, then how it ended.
enum ParserLine: Codable {
    case block(Block)
    case end(DocumentSummary)
    case failure(ParseFailure)

    private enum CodingKeys: String, CodingKey { case block, end, failure }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        if let block = try container.decodeIfPresent(Block.self, forKey: .block) {
            self = .block(block)
        } else if let summary = try container.decodeIfPresent(DocumentSummary.self, forKey: .end) {
            self = .end(summary)
        } else {
            self = .failure(try container.decode(ParseFailure.self, forKey: .failure))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .block(let block): try container.encode(block, forKey: .block)
        case .end(let summary): try container.encode(summary, forKey: .end)
        case .failure(let failure): try container.encode(failure, forKey: .failure)
        }
    }
}
