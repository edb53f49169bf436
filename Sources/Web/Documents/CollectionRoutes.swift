import Accounts
import HTTPTypes
import Hummingbird
import Knowledge
import Storage

/// `/api/v1/collections`: what documents are kept in, and who may read it.
struct CollectionRoutes: Sendable {
    let library: DocumentLibrary

    func add(to group: RouterGroup<WebContext>) {
        group.get(use: list)
        group.post(use: create)
        group.get("{collection}", use: show)
        group.patch("{collection}", use: change)
        group.delete("{collection}", use: delete)
    }

    private struct CreateBody: Decodable {
        var name: String
        var readers: String?
        var role: String?
        var chunk_size: Int?
        var chunk_overlap: Int?
    }

    private struct ChangeBody: Decodable {
        var name: String?
        var readers: String?
        var role: String?
        var chunk_size: Int?
        var chunk_overlap: Int?
    }

    @Sendable private func list(request: Request, context: WebContext) async throws -> Response {
        let caller = try context.caller(maying: .read)
        let found = try await library.collections.readable(by: KnowledgeReader(caller))
        let counts = try await library.collections.counts(of: found.map(\.id))
        return try .json([
            "collections": found.map { CollectionDocument($0, counts: counts[$0.id] ?? [:], for: caller) }
        ])
    }

    @Sendable private func create(request: Request, context: WebContext) async throws -> Response {
        let caller = try context.keeper()
        var request = request
        let body: CreateBody = try await request.decodeJSON(limit: 16 * 1024)
        let readers = try Self.readers(body.readers ?? "owner", role: body.role)
        guard readers == .owner || caller.isAdmin else { throw Self.notShared }
        let chunks = try Self.chunks(body.chunk_size, body.chunk_overlap, instead: nil)
        let name = try Self.name(body.name)
        let made = try await Self.named {
            try await library.collections.create(
                name: name, owner: readers == .owner ? caller.owner : nil, readers: readers, chunks: chunks)
        }
        return try .json(CollectionDocument(made, counts: [:], for: caller), status: .created)
    }

    @Sendable private func show(request: Request, context: WebContext) async throws -> Response {
        let caller = try context.caller(maying: .read)
        let found = try await library.collection(of: context, for: caller)
        return try .json(CollectionDocument(found, counts: try await library.collections.counts(of: found.id), for: caller))
    }

    @Sendable private func change(request: Request, context: WebContext) async throws -> Response {
        let caller = try context.keeper()
        let found = try await library.managedCollection(of: context, for: caller)
        var request = request
        let body: ChangeBody = try await request.decodeJSON(limit: 16 * 1024)
        let readers = try body.readers.map { try Self.readers($0, role: body.role) }
        if readers == nil { _ = try Self.readers("owner", role: body.role) }
        if let readers, readers != .owner, !caller.isAdmin { throw Self.notShared }
        let chunks = try Self.chunks(body.chunk_size, body.chunk_overlap, instead: found.chunks)
        let name = try body.name.map(Self.name)
        let changed = try await Self.named {
            try await library.collections.change(
                found.id, name: name, readers: readers, owner: readers == .owner ? caller.owner : nil, chunks: chunks)
        }
        let counts = try await library.collections.counts(of: found.id)
        return try .json(CollectionDocument(changed, counts: counts, for: caller))
    }

    @Sendable private func delete(request: Request, context: WebContext) async throws -> Response {
        let caller = try context.keeper()
        let found = try await library.managedCollection(of: context, for: caller)
        do {
            try await library.collections.delete(found.id)
        } catch StorageError.notFound {
            throw APIError.noCollection
        }
        return Response(status: .noContent)
    }

    // MARK: Fields

    private static let notShared = APIError(
        .forbidden, "not_allowed", "Only admins share collections; without \"readers\" it is your own.")

    private static func name(_ text: String) throws -> String {
        let name = text.trimmingWhitespace
        guard !name.isEmpty, name.utf8.count <= 200, !name.utf8.contains(0) else {
            throw APIError.invalid("name", "must have 1 to 200 bytes")
        }
        return name
    }

    private static func readers(_ text: String, role: String?) throws -> DocumentCollection.Readers {
        if let role, UserRole(rawValue: role) == nil { throw APIError.invalid("role", "must be admin, member or viewer") }
        switch text {
        case "owner": return .owner
        case "everybody": return .everybody
        case "role":
            guard let role = role.flatMap(UserRole.init(rawValue:)) else {
                throw APIError.invalid("role", "must be admin, member or viewer")
            }
            return .role(role.rawValue)
        default: throw APIError.invalid("readers", "must be owner, role or everybody")
        }
    }

    private static func chunks(_ size: Int?, _ overlap: Int?, instead old: ChunkSettings?) throws -> ChunkSettings? {
        guard size != nil || overlap != nil else { return nil }
        let size = size ?? old?.size ?? ChunkSettings().size
        guard ChunkSettings.sizes.contains(size) else {
            let range = ChunkSettings.sizes
            throw APIError.invalid("chunk_size", "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        let overlap = overlap ?? min(old?.overlap ?? ChunkSettings().overlap, size / 2)
        guard (0...size / 2).contains(overlap) else {
            throw APIError.invalid("chunk_overlap", "must be a whole number from 0 to half of chunk_size")
        }
        return ChunkSettings(size: size, overlap: overlap)
    }

    private static func named<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch KnowledgeError.nameTaken {
            throw APIError(.conflict, "name_taken", "There is a collection of this name.", field: "name")
        } catch StorageError.notFound {
            throw APIError.noCollection
        }
    }
}

extension APIError {
    static let noCollection = APIError(.notFound, "collection_not_found", "There is no such collection.")
    static let noDocument = APIError(.notFound, "document_not_found", "There is no such document.")
}

extension KnowledgeReader {
    init(_ principal: Principal) {
        let roles: [UserRole] =
            switch principal.role {
            case .admin: [.admin, .member, .viewer]
            case .member: [.member, .viewer]
            case .viewer: [.viewer]
            case nil: []
            }
        self.init(
            owner: principal.owner, roles: Set(roles.map(\.rawValue)), isAdmin: principal.isAdmin,
            only: principal.publicTerms?.collectionIDs.map(Set.init))
    }
}

extension WebContext {
    /// Who asks, when that is somebody who may keep documents.
    /// - Throws: ``APIError`` 401 for visitors, 403 for those who only read.
    func keeper() throws -> Principal {
        let caller = try caller(maying: .chat)
        guard caller.proof != .browser else { throw APIError.notLoggedIn }
        return caller
    }
}

extension DocumentLibrary {
    /// - Throws: ``APIError`` 404 when there is none, or none that the caller may read.
    func collection(of context: WebContext, for caller: Principal) async throws -> DocumentCollection {
        let id = try context.parameters.require("collection")
        do {
            return try await collections.collection(id.replacing("\0", with: ""), for: KnowledgeReader(caller))
        } catch StorageError.notFound {
            throw APIError.noCollection
        }
    }

    /// - Throws: ``APIError`` 403 for one that the caller may only read.
    func managedCollection(of context: WebContext, for caller: Principal) async throws -> DocumentCollection {
        let found = try await collection(of: context, for: caller)
        guard KnowledgeReader(caller).mayManage(found) else { throw APIError.notManaged }
        return found
    }
}

extension APIError {
    static let notManaged = APIError(.forbidden, "not_allowed", "You may read this collection; its documents are kept by others.")
}

/// A collection as the API tells it.
struct CollectionDocument: Encodable {
    var id: String
    var name: String
    var readers: String
    var role: String?
    /// Whether it belongs to whoever asks.
    var mine: Bool
    /// Whether whoever asks may add documents, and take them away.
    var can_manage: Bool
    var chunk_size: Int?
    var chunk_overlap: Int?
    var version: Int
    /// By status, those that are not 0.
    var documents: [String: Int]
    /// How many are not ready yet, and so are missing from answers.
    var indexing: Int
    var created_at: String
    var updated_at: String

    init(_ collection: DocumentCollection, counts: [SourceDocument.Status: Int], for caller: Principal) {
        id = collection.id
        name = collection.name
        switch collection.readers {
        case .owner: readers = "owner"
        case .everybody: readers = "everybody"
        case .role(let name):
            readers = "role"
            role = name
        }
        mine = collection.owner == caller.owner
        can_manage = KnowledgeReader(caller).mayManage(collection)
        chunk_size = collection.chunks?.size
        chunk_overlap = collection.chunks?.overlap
        version = collection.version
        documents = Dictionary(uniqueKeysWithValues: counts.map { ($0.key.rawValue, $0.value) })
        indexing = counts.filter { $0.key.isUnfinished }.values.reduce(0, +)
        created_at = AvailabilityDocument.date(collection.createdAt)
        updated_at = AvailabilityDocument.date(collection.updatedAt)
    }
}
