import Knowledge
import Logging

/// Takes the configured files of items into the catalogues, each once for every change of it.
struct CatalogueSeeds {
    let shelf: CatalogueShelf
    let logger: Logger

    /// How many of the lines that were left out are logged.
    private static let logged = 20

    /// - Throws: ``CatalogueError`` when a file is missing or no catalogue at all, ``Storage/StorageError``.
    func sow(_ assistants: [Settings.Assistant]) async throws {
        for assistant in assistants {
            if let path = assistant.catalogue { try await sow(path, into: assistant.id) }
            try await shelf.refresh(assistant.id)
        }
    }

    private func sow(_ path: String, into catalogue: String) async throws {
        let digest = try FileDigest(path: path).description
        guard try await shelf.repository.seed(of: catalogue) != digest else { return }
        var reading = CatalogueImport(CatalogueFormat(path: path), into: catalogue, of: shelf.repository)
        let report = try await reading.take(file: path)
        try await shelf.repository.setSeed(digest, of: catalogue)
        logger.info(
            """
            Took \(path) into the catalogue \(catalogue): \(report.added) items added, \(report.changed) changed, \
            \(report.unchanged) unchanged, \(report.rejected) rejected
            """)
        for problem in report.problems.prefix(Self.logged) {
            logger.warning("\(path), line \(problem.line), was left out: \(problem.reason)")
        }
        if report.rejected > Self.logged {
            logger.warning(
                "\(report.rejected - Self.logged) more lines were left out; `understudy catalogue import` lists them all")
        }
    }
}
