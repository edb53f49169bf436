/// Collections, their documents, and the work on them: what surfaces speak to.
package struct DocumentLibrary: Sendable {
    package let collections: CollectionRepository
    package let documents: DocumentRepository
    package let jobs: JobRepository
    /// Bytes of the largest document.
    package let fileLimit: Int

    package init(collections: CollectionRepository, documents: DocumentRepository, jobs: JobRepository, fileLimit: Int) {
        self.collections = collections
        self.documents = documents
        self.jobs = jobs
        self.fileLimit = fileLimit
    }

    /// A document and its collection, when `reader` may read them; nil otherwise.
    package func document(
        _ id: String, for reader: KnowledgeReader
    ) async throws -> (document: SourceDocument, collection: DocumentCollection)? {
        guard let document = try await documents.document(id),
            let collection = try await collections.collection(document.collection),
            reader.mayRead(collection)
        else { return nil }
        return (document, collection)
    }
}
