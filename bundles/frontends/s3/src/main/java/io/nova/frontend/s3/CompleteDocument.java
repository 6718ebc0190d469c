package io.nova.frontend.s3;

import io.nova.api.objectstore.CompleteUpload;
import io.nova.model.objectstore.Checksum;
import io.nova.model.objectstore.ChecksumAlgorithm;
import io.nova.model.objectstore.PartInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The document that lists the parts of an upload, as it is read. */
final class CompleteDocument {

    private static final String CHECKSUM = "Part/Checksum";

    private final List<CompleteUpload.Part> parts = new ArrayList<>();
    private int number;
    private String etag = "";
    private Optional<Checksum> checksum = Optional.empty();

    private CompleteDocument() {}

    static List<CompleteUpload.Part> read(byte[] text) {
        CompleteDocument document = new CompleteDocument();
        XmlInput.read(text, "CompleteMultipartUpload", document::leaf);
        return document.parts;
    }

    private void leaf(String path, String text) {
        switch (path) {
            case "Part/PartNumber" -> number = number(text.strip());
            case "Part/ETag" -> etag = Conditions.unquote(text);
            case "Part" -> {
                parts.add(new CompleteUpload.Part(number, etag, checksum));
                number = 0;
                etag = "";
                checksum = Optional.empty();
            }
            default -> {
                if (path.startsWith(CHECKSUM)) {
                    checksum =
                            ChecksumAlgorithm.find(path.substring(CHECKSUM.length()))
                                    .map(algorithm -> Checksum.of(algorithm, text.strip()));
                }
            }
        }
        if (parts.size() > PartInfo.MAX_NUMBER) {
            throw XmlInput.malformed();
        }
    }

    private static int number(String text) {
        if (!text.matches("[0-9]{1,9}")) {
            throw XmlInput.malformed();
        }
        return Integer.parseInt(text);
    }
}
