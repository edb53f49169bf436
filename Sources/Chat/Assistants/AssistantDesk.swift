import Foundation
package import Knowledge
package import Logging
package import Routing
package import Storage

/// One version of an assistant, with who made it.
package struct AssistantVersion: Sendable, Hashable {
    package typealias Change = AssistantVersionRow.Change

    package var number: Int
    package var change: Change
    package var assistant: Assistant
    /// Seconds since 1970.
    package var createdAt: Double
    package var createdBy: String?
}

/// Where assistants are made, changed, deleted and brought back. Every change is checked first, keeps what was there as a version,
/// and holds for new messages at once; on other servers with the same database, within seconds.
package struct AssistantDesk: Sendable {
    package let directory: AssistantDirectory
    private let repository: AssistantRepository
    private let chains: ChainDirectory
    private let collections: CollectionRepository?
    private let logger: Logger

    /// - Parameter collections: those that assistants may answer from; nil where none are kept.
    package init(
        directory: AssistantDirectory, repository: AssistantRepository, chains: ChainDirectory,
        collections: CollectionRepository? = nil, logger: Logger
    ) {
        self.directory = directory
        self.repository = repository
        self.chains = chains
        self.collections = collections
        self.logger = logger
    }

    /// The chains that an assistant may play, by name.
    package var chainNames: [String] { chains.all.map(\.name) }

    /// - Throws: ``AssistantError``.
    package func create(_ assistant: Assistant, by author: ChangeAuthor) async throws -> AssistantEntry {
        let id = assistant.id
        guard Assistant.isSlug(id), !Assistant.reserved.contains(id) else {
            throw AssistantError.invalid(
                field: "id", reason: "must be 1 to 64 letters a to z, digits, and hyphens between them, and not \"new\"")
        }
        try await refresh()
        if let entry = directory.entry(id) {
            throw entry.isDeleted ? AssistantError.takenByDeleted(id) : .taken(id)
        }
        guard chains[id] == nil else { throw AssistantError.taken(id) }
        let checked = try await checked(assistant)
        do {
            _ = try await repository.create(id, document: try checked.document(), by: author)
        } catch StorageError.rejected {
            throw AssistantError.taken(id)
        }
        return try await current(id)
    }

    /// Changes a stored assistant.
    /// - Parameter version: the one that whoever changes it has seen; nil for whichever it has.
    /// - Throws: ``AssistantError``; nothing was changed then.
    package func change(
        _ id: String, seen version: Int? = nil, by author: ChangeAuthor, _ change: (inout Assistant) throws -> Void
    ) async throws -> AssistantEntry {
        let (entry, now) = try await stored(id, seen: version)
        guard !entry.isDeleted else { throw AssistantError.notFound }
        var assistant = entry.assistant
        try change(&assistant)
        assistant.id = id
        let checked = try await checked(assistant)
        guard checked != entry.assistant else { return entry }
        return try await save(checked, from: now, .changed, by: author)
    }

    /// Takes an assistant off the stage. Answers that are being made end as they would, and its conversations can be read.
    /// - Throws: ``AssistantError``.
    package func delete(_ id: String, seen version: Int? = nil, by author: ChangeAuthor) async throws {
        let (entry, now) = try await stored(id, seen: version)
        guard !entry.isDeleted else { throw AssistantError.notFound }
        _ = try await save(entry.assistant, from: now, .deleted, by: author)
    }

    /// Makes an earlier version count again, as a new one; also that of a deleted assistant.
    /// - Throws: ``AssistantError``.
    package func restore(
        _ number: Int, of id: String, seen version: Int? = nil, by author: ChangeAuthor
    ) async throws -> AssistantEntry {
        let (_, now) = try await stored(id, seen: version)
        guard let row = try await repository.version(number, of: id) else { throw AssistantError.unknownVersion }
        let checked = try await checked(try Assistant(document: row.document))
        return try await save(checked, from: now, .restored, by: author)
    }

    /// Every version of a stored assistant, the newest first.
    /// - Throws: ``AssistantError``.
    package func versions(of id: String) async throws -> [AssistantVersion] {
        if directory.entry(id).map({ $0.version == nil }) ?? false { throw AssistantError.configured(id) }
        let rows = try await repository.versions(of: id)
        guard !rows.isEmpty else { throw AssistantError.notFound }
        return try rows.map { row in
            AssistantVersion(
                number: row.version, change: row.change, assistant: try Assistant(document: row.document),
                createdAt: row.createdAt, createdBy: row.createdBy)
        }
    }

    /// Keeps a picture, and returns what an assistant has it by.
    package func keep(_ picture: PictureFile) async throws -> AssistantPicture {
        .image(try await repository.keep(picture: picture.bytes))
    }

    /// - Parameter id: of ``AssistantPicture/image(_:)``.
    /// - Throws: ``AssistantError/notFound``.
    package func picture(_ id: String) async throws -> PictureFile {
        guard let bytes = try await repository.picture(id), let file = try? PictureFile(bytes) else {
            throw AssistantError.notFound
        }
        return file
    }

    /// Learns what is stored, when it is not what is known.
    package func refresh() async throws {
        guard try await repository.stamp() != directory.stamp else { return }
        let rows = try await repository.list()
        let entries = rows.compactMap { row -> AssistantEntry? in
            do {
                let assistant = try Assistant(document: row.document)
                return AssistantEntry(assistant, version: row.version, isDeleted: row.isDeleted, updatedAt: row.updatedAt)
            } catch {
                logger.error("error: the assistant \(row.id) cannot be read: \(error)")
                return nil
            }
        }
        directory.replace(with: entries, stamp: rows.map(\.version).reduce(0, +))
    }

    /// What is wrong with the collections of configured assistants, a sentence each: collections may still come.
    package func missingKnowledge() async throws -> [String] {
        var sentences: [String] = []
        for entry in directory.entries where entry.version == nil && !entry.isDeleted {
            guard let missing = try await unknown(among: entry.assistant.knowledge ?? []) else { continue }
            sentences.append("assistants.\(entry.assistant.id).knowledge: \(missing)")
        }
        return sentences
    }

    private func checked(_ assistant: Assistant) async throws -> Assistant {
        let checked = try assistant.checked(chains: chains)
        if let missing = try await unknown(among: checked.knowledge ?? []) {
            throw AssistantError.invalid(field: "knowledge", reason: missing)
        }
        return checked
    }

    private func unknown(among names: [String]) async throws -> String? {
        guard let collections, let missing = try await collections.unknown(among: names.filter { $0 != Assistant.allKnowledge })
        else { return nil }
        let hint = missing.nearest.map { " Did you mean \"\($0)\"?" } ?? ""
        return "there is no collection \"\(missing.name.prefix(100))\".\(hint)"
    }

    /// The stored assistant as it is now, and the version that it has.
    private func stored(_ id: String, seen version: Int?) async throws -> (entry: AssistantEntry, version: Int) {
        try await refresh()
        guard let entry = directory.entry(id) else { throw AssistantError.notFound }
        guard let now = entry.version else { throw AssistantError.configured(id) }
        if let version, version != now { throw AssistantError.changedMeanwhile(version: now) }
        return (entry, now)
    }

    private func save(
        _ assistant: Assistant, from version: Int, _ change: AssistantVersionRow.Change, by author: ChangeAuthor
    ) async throws -> AssistantEntry {
        do {
            _ = try await repository.change(assistant.id, from: version, to: try assistant.document(), change, by: author)
        } catch StorageError.notFound {
            // Somebody was quicker.
            try await refresh()
            throw AssistantError.changedMeanwhile(version: directory.entry(assistant.id)?.version ?? version)
        }
        return try await current(assistant.id)
    }

    private func current(_ id: String) async throws -> AssistantEntry {
        try await refresh()
        guard let entry = directory.entry(id) else { throw AssistantError.notFound }
        return entry
    }
}
