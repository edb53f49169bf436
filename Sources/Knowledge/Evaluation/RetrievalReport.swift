import Foundation

/// What an evaluation found.
package struct RetrievalReport: Sendable, Hashable, Codable {
    package struct Leg: Sendable, Hashable, Codable {
        /// `keywords`, `vectors` or `fused`.
        package var name: String
        package var measures: RankingMeasures
        /// Milliseconds a query, without the call to an embedding model: the median, and what one in twenty is above.
        package var p50: Double
        package var p95: Double
        /// Documents a second, analysis and database included; nil for what is not ingested, or was taken from the cache.
        package var ingestion: Double?
    }

    package var set: String
    package var documents: Int
    package var queries: Int
    /// The model of the vectors; nil when only words were tried.
    package var model: String?
    package var legs: [Leg]
    /// Lines that were left out: how many, and the first of them.
    package var problemCount: Int
    package var problems: [RetrievalSet.Problem]

    /// A table to read.
    package var table: String {
        let head = ["leg", "nDCG@10", "Recall@100", "MRR", "p50 ms", "p95 ms", "documents/s"]
        let rows = legs.map { leg in
            [
                leg.name, Self.text(leg.measures.ndcg10, 4), Self.text(leg.measures.recall100, 4), Self.text(leg.measures.mrr, 4),
                Self.text(leg.p50, 2), Self.text(leg.p95, 2), leg.ingestion.map { Self.text($0, 0) } ?? "-",
            ]
        }
        let widths = head.indices.map { column in ([head] + rows).map { $0[column].count }.max() ?? 0 }
        let lines = ([head] + rows).map { row in
            zip(row, widths).enumerated().map { column, cell in
                let space = String(repeating: " ", count: cell.1 - cell.0.count)
                return column == 0 ? cell.0 + space : space + cell.0
            }.joined(separator: "  ")
        }
        let title = "\(set): \(documents) documents, \(queries) queries" + (model.map { ", vectors by \($0)" } ?? "")
        return ([title] + lines).joined(separator: "\n")
    }

    private static func text(_ number: Double, _ places: Int) -> String { String(format: "%.\(places)f", number) }
}
