import Accounts
import HTTPTypes
import LanguageModel

extension APIArea {
    /// ``CollectionRoutes`` and ``DocumentRoutes``.
    static let documents = APIArea(
        name: "Documents",
        about: "Collections of documents, which are read, cut into passages and found.",
        schemas: ["Collection": collection, "Document": document],
        operations: [
            list, create, read, changeCollection, delete, listDocuments, addDocuments, readDocument, deleteDocument, readText,
            follow, cancel, readAgain, accept,
        ] + documentPages)

    // MARK: Collections

    private static let list = APIOperation.get("/api/v1/collections", id: "listCollections", "List the collections")
        .explained("Those that you may read, by name.")
        .reading()
        .answering(
            .ok, "The collections.",
            .json(
                .object(["collections": .list(of: .ref("Collection"))]), example: ["collections": [collectionExample]]))

    private static let create = APIOperation.post("/api/v1/collections", id: "createCollection", "Make a collection")
        .explained("Without `readers` it is your own. Only admins make collections that others read; these belong to all admins.")
        .keeping()
        .taking(
            .object([
                "name": name, "readers": readers.nullable.optional, "role": readersRole.nullable.optional,
                "chunk_size": chunkSize.nullable.optional, "chunk_overlap": chunkOverlap.nullable.optional,
            ]), examples: ["Example": ["name": "Handbook"]]
        )
        .answering(.created, "The new collection.", .json(.ref("Collection"), example: collectionExample))
        .failing(.conflict, "name_taken", "There is a collection of this name.")

    private static let read = APIOperation.get("/api/v1/collections/{collection}", id: "readCollection", "Read a collection")
        .reading().ofCollection()
        .answering(.ok, "The collection.", .json(.ref("Collection"), example: collectionExample))

    private static let changeCollection = APIOperation.patch(
        "/api/v1/collections/{collection}", id: "changeCollection", "Change a collection"
    )
    .explained("What is missing stays as it is. Another size of passages counts for what is read from then on.")
    .keeping().ofCollection()
    .taking(
        .object([
            "name": name.nullable.optional, "readers": readers.nullable.optional, "role": readersRole.nullable.optional,
            "chunk_size": chunkSize.nullable.optional, "chunk_overlap": chunkOverlap.nullable.optional,
        ]), examples: ["Example": ["chunk_size": 800]]
    )
    .answering(.ok, "The collection as it is now.", .json(.ref("Collection"), example: collectionExample))
    .failing(.conflict, "name_taken", "There is a collection of this name.")

    private static let delete = APIOperation.delete(
        "/api/v1/collections/{collection}", id: "deleteCollection", "Delete a collection with all its documents"
    )
    .keeping().ofCollection()
    .answering(.noContent, "It is gone.")

    // MARK: Documents

    private static let listDocuments = APIOperation.get(
        "/api/v1/collections/{collection}/documents", id: "listDocuments", "List the documents of a collection"
    )
    .explained("The newest first.")
    .reading().ofCollection()
    .query("status", "Only those that are so far.", status)
    .query("limit", "How many; 50 when missing.", .integer.with("minimum", 1).with("maximum", 200))
    .query("after", "The `next` of the page before.", .string)
    .answering(
        .ok, "The documents.",
        .json(
            .object(["documents": .list(of: .ref("Document")), "next": .string.optional.about("Not on the last page.")]),
            example: ["documents": [documentExample]]))

    private static let addDocuments = APIOperation.post(
        "/api/v1/collections/{collection}/documents", id: "addDocuments", "Add documents"
    )
    .explained(
        """
        `{"text", "title"?, "media_type"?, "metadata"?}` for a text, `{"url", "title"?, "metadata"?}` for what is on the web, or \
        `multipart/form-data` with any number of files, and fields `title` and `metadata`. The answer comes before the documents are \
        read; their `status` tells how far they are. A document that is there already (the same address, file name or title) is \
        replaced, and one that has not changed is left alone.
        """
    )
    .keeping().ofCollection()
    .taking(
        .object([
            "text": .string.nullable.optional, "url": .string.nullable.optional, "title": title.nullable.optional,
            "media_type": .string.nullable.optional.about("text/markdown, text/plain, text/html or text/csv."),
            "metadata": metadata.nullable.optional,
        ]),
        examples: ["A text": ["title": "Opening hours", "text": "We open at nine."], "A page": ["url": "https://example.com/"]]
    )
    .answering(
        .accepted, "The documents, of which some may wait for their turn.",
        .json(.object(["documents": .list(of: .ref("Document"))]), example: ["documents": [documentExample]])
    )
    .failing(.badRequest, "malformed_form", "The form could not be read.")
    .failing(.serviceUnavailable, "no_room", "The server has no room for the file.")

    private static let readDocument = APIOperation.get(
        "/api/v1/documents/{document}", id: "readDocument", "Read what is known of a document"
    )
    .reading().ofDocument()
    .answering(.ok, "The document.", .json(.ref("Document"), example: documentExample))

    private static let deleteDocument = APIOperation.delete(
        "/api/v1/documents/{document}", id: "deleteDocument", "Delete a document"
    )
    .explained("What is being done about it ends, and its passages are found no more.")
    .keeping().ofDocument()
    .answering(.noContent, "It is gone.")

    private static let readText = APIOperation.get(
        "/api/v1/documents/{document}/text", id: "readDocumentText", "Read a document's text"
    )
    .explained("As passages and citations count it: in Unicode scalars, from `start` up to and without `end`.")
    .reading().ofDocument()
    .query("start", "From here on; from its beginning when missing.", offset)
    .query("end", "Up to here; to its end when missing.", offset)
    .answering(
        .ok, "The text.",
        .json(
            .object([
                "document_id": .string, "version": .integer, "start": .integer, "end": .integer,
                "length": .integer.about("Of the whole text."), "text": .string,
            ]),
            example: ["document_id": "d1", "version": 1, "start": 0, "end": 16, "length": 16, "text": "We open at nine."]))

    private static let follow = APIOperation.get(
        "/api/v1/documents/{document}/events", id: "followDocument", "Follow a document until it is ready or has failed"
    )
    .reading().ofDocument()
    .answering(
        .ok, "Events, the first one at once.",
        .events(
            "`progress`: the document, whenever it has changed. `end`: nothing more comes.", named: ["progress", "end"],
            example: "event: progress\ndata: {\"id\":\"d1\",\"status\":\"ready\"}\n\nevent: end\ndata: {}\n\n"))

    private static let cancel = APIOperation.post(
        "/api/v1/documents/{document}/cancel", id: "cancelDocument", "Cancel the reading of a document"
    )
    .explained("Passages of an older version stay.")
    .keeping().ofDocument()
    .answering(
        .accepted, "The document as it is now; it fails with `cancelled`.", .json(.ref("Document"), example: documentExample)
    )
    .failing(.conflict, "nothing_to_cancel", "Nothing is being done about it.")

    private static let readAgain = APIOperation.post(
        "/api/v1/documents/{document}/ingest", id: "readDocumentAgain", "Have a document read again"
    )
    .explained("One from the web is fetched again.")
    .keeping().ofDocument()
    .answering(.accepted, "The document, which waits for its turn.", .json(.ref("Document"), example: documentExample))
    .failing(.conflict, "file_gone", "Its file is gone; hand it in again.")

    private static let accept = APIOperation.post(
        "/api/v1/documents/{document}/accept", id: "acceptDocument", "Say that a flagged document is all right"
    )
    .explained(
        "Answers may stand on all of it from now on, until it is read again. For those who keep the collection; it is on record."
    )
    .keeping().ofDocument()
    .answering(.ok, "The document as it is now.", .json(.ref("Document"), example: documentExample))
    .failing(.conflict, "not_flagged", "Nothing about it needs to be accepted.")

    // MARK: Pages

    private static let documentPages: [APIOperation] = [
        APIOperation.get("/documents", id: "documentsPage", "The page of collections").documentPage(),
        APIOperation.post("/documents", id: "createCollectionOnPage", "Make a collection on the page")
            .taking(.form(.object(["name": .string.with("pattern", "\\S")]), example: ["name": "Papers"]))
            .documentForm()
            .answering(
                .unprocessableContent, "The page, which says that the name is taken; an error when it is too long.",
                .text("text/html"), .json(.ref("Error"))),
        APIOperation.get("/documents/{collection}", id: "collectionPage", "The page of a collection").documentPage()
            .ofCollection()
            .query("after", "Where the page before ended.", .string),
        APIOperation.post("/documents/{collection}/files", id: "addFilesOnPage", "Add files on the page")
            .ofCollection().taking(.text("multipart/form-data")).documentForm()
            .failing(.unprocessableContent, "invalid_parameter", "There is no file in the form, or a field is wrong.")
            .failing(.serviceUnavailable, "no_room", "The server has no room for the file."),
        APIOperation.post("/documents/{collection}/address", id: "addAddressOnPage", "Add a page of the web on the page")
            .ofCollection().taking(.form(.object(["url": .string]), example: ["url": "https://example.com/"])).documentForm()
            .answering(
                .unprocessableContent, "The page, which says that it is no address; an error when the field is missing.",
                .text("text/html"), .json(.ref("Error"))),
        APIOperation.get("/documents/{collection}/{document}", id: "sourcePage", "The page of a document")
            .explained(
                "Its kept text, a part at a time, with what was cited marked. Visitors see those of everybody's collections."
            )
            .knowing(.login, .session)
            .parameter("collection", "Which collection.", example: "0d6c")
            .parameter("document", "Which document.", example: "d1")
            .query("start", "Where what was cited begins, in Unicode scalars of the text.", offset)
            .query("end", "Where it ends.", offset)
            .query(
                "mark", "The first 16 hexadecimal digits of the SHA-256 of what was cited: other words there are not marked.",
                .string
            )
            .query("part", "Which part of the text, from 1; the one with what was cited without it.", part)
            .answering(.ok, "The page.", .text("text/html"))
            .answering(.found, "To `/login`, when nobody has logged in and everybody must.")
            .answering(
                .notFound, "A page that says that there is no such document, or none that you may read.", .text("text/html")
            )
            .failing(.unprocessableContent, "invalid_parameter", "A parameter is wrong.")
            .failing(.serviceUnavailable, "database_unavailable", "What is stored cannot be reached right now."),
        APIOperation.post(
            "/documents/{collection}/{document}", id: "changeDocumentOnPage", "Delete, cancel, accept or read again on the page"
        )
        .ofCollection().ofDocument()
        .taking(.form(.object(["do": .oneOf("delete", "cancel", "again", "accept")]), example: ["do": "again"])).documentForm()
        .failing(.conflict, "file_gone", "Its file is gone; hand it in again.")
        .failing(.conflict, "not_flagged", "Nothing about it needs to be accepted.")
        .failing(.unprocessableContent, "invalid_parameter", "The field is missing or wrong."),
    ]

    // MARK: Shapes

    private static let name = APISchema.string.with("pattern", "\\S").about("Up to 200 bytes.")
    private static let title = APISchema.string.with("pattern", "\\S").about("Up to 500 bytes.")
    private static let readers = APISchema.oneOf("owner", "role", "everybody").about("Who may read it.")
    private static let readersRole = APISchema.oneOf("admin", "member", "viewer").about("With `readers` `role`: at least which.")
    private static let chunkSize = APISchema.integer.with("minimum", 100).with("maximum", 20_000)
        .about("How long a passage should be, in characters.")
    private static let chunkOverlap = APISchema.integer.with("minimum", 0).about("Half of the size at most.")
    private static let offset = APISchema.integer.with("minimum", 0).with("maximum", 2_147_483_647)
    private static let part = APISchema.integer.with("minimum", 1).with("maximum", 2_147_483_647)
    private static let metadata = APISchema.map(of: .anything).about("Anything, up to 16 KiB of JSON.")
    private static let status = APISchema.oneOf("queued", "parsing", "indexing", "ready", "failed")

    private static let collection = APISchema.object([
        "id": .string, "name": .string, "readers": readers, "role": readersRole.optional,
        "mine": .boolean, "can_manage": .boolean.about("Whether you may add documents and take them away."),
        "chunk_size": .integer.optional, "chunk_overlap": .integer.optional,
        "version": .integer.about("Higher with every change of what can be found."),
        "documents": .map(of: .integer).about("How many are how far, by status."),
        "indexing": .integer.about("How many are not ready yet, and so are missing from answers."), "created_at": .date,
        "updated_at": .date,
    ])

    private static let document = APISchema.object([
        "id": .string, "collection_id": .string, "title": .string, "source": .oneOf("upload", "text", "url", "path"),
        "address": .string.optional.about("A URL, a path or a file's name."), "media_type": .string.optional,
        "format": .oneOf("csv", "docx", "epub", "html", "markdown", "pdf", "pptx", "text", "xlsx").optional,
        "size": .integer.about("Bytes."), "hash": .string.optional.about("SHA-256, hex."), "status": status,
        "reason_code": .string.optional.about("Why it failed; of one that is ready, what is missing of it."),
        "reason": .string.optional.about("Why it failed, for people."), "pages": .integer.optional, "passages": .integer,
        "language": .string.optional, "metadata": .map(of: .anything), "version": .integer,
        "flagged": APISchema.object([
            "score": .number.about("Of the worst passage, from 0 to 1."),
            "reasons": .list(of: .string),
            "passages": .integer.about("How many look like that."),
            "accepted_at": .date.optional.about("When somebody said that it is all right."),
        ]).optional.about("Only when it looks as if it gave orders to a model."),
        "progress": APISchema.object(["done": .integer, "total": .integer, "cancelled": .boolean]).optional
            .about("Only while something is done about it."),
        "unchanged": APISchema.boolean.optional.about("Of one just handed in: whether it was there already, as it is."),
        "created_at": .date, "updated_at": .date,
    ])

    private static let collectionExample: JSONValue = [
        "id": "0d6c", "name": "Handbook", "readers": "everybody", "mine": false, "can_manage": false, "version": 12,
        "documents": ["ready": 11, "parsing": 1], "indexing": 1, "created_at": "2026-11-21T08:17:38Z",
        "updated_at": "2026-11-21T08:17:38Z",
    ]

    private static let documentExample: JSONValue = [
        "id": "d1", "collection_id": "0d6c", "title": "Opening hours", "source": "text", "media_type": "text/markdown",
        "format": "markdown", "size": 16, "status": "ready", "passages": 1, "metadata": [:], "version": 1,
        "created_at": "2026-11-21T08:17:38Z", "updated_at": "2026-11-21T08:17:38Z",
    ]
}

extension APIOperation {
    fileprivate func keeping() -> APIOperation { needing(.login, .key, .token).maying(.chat) }

    fileprivate func documentPage() -> APIOperation {
        knowing(.login).answering(.ok, "The page.", .text("text/html"))
            .answering(.found, "To `/login`, when nobody has logged in.")
            .failing(.serviceUnavailable, "database_unavailable", "What is stored cannot be reached right now.")
    }

    fileprivate func documentForm() -> APIOperation {
        knowing(.login).fromOwnPages()
            .failing(.forbidden, "not_allowed", "This needs the permission `chat`, and a collection that you may change.")
            .answering(.seeOther, "To the page as it is now, or to `/login`, when nobody has logged in.")
            .failing(.badRequest, "malformed_form", "The form could not be read.")
            .failing(.serviceUnavailable, "database_unavailable", "What is stored cannot be reached right now.")
    }

    fileprivate func ofCollection() -> APIOperation {
        parameter("collection", "Which collection.", example: "0d6c")
            .failing(.notFound, "collection_not_found", "There is no such collection, or none that you may read.")
    }

    fileprivate func ofDocument() -> APIOperation {
        parameter("document", "Which document.", example: "d1")
            .failing(.notFound, "document_not_found", "There is no such document, or none that you may read.")
    }
}
