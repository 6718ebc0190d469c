package io.nova.frontend.s3;

import io.nova.model.Page;
import io.nova.model.objectstore.UploadInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A page of uploads, those with a common prefix rolled up; filled once. */
final class UploadPage {

    /** Behind all keys that begin with what stands before it. */
    private static final String BEHIND = Character.toString(Character.MAX_CODE_POINT);

    private final String prefix;
    private final String delimiter;
    private final int limit;
    private final List<UploadInfo> uploads = new ArrayList<>();
    private final List<String> prefixes = new ArrayList<>();
    private String lastKey = "";
    private String lastId = "";
    private boolean truncated;

    /** Lists the uploads behind a key and an id. */
    @FunctionalInterface
    interface Source {
        Page<UploadInfo> after(String key, String id);
    }

    UploadPage(String prefix, String delimiter, int limit) {
        this.prefix = prefix;
        this.delimiter = delimiter;
        this.limit = limit;
    }

    void fill(String keyMarker, String idMarker, Source source) {
        Optional<String> rolled = commonPrefix(keyMarker);
        // A marker that is a prefix stands for all that is rolled up in it.
        boolean wasPrefix = rolled.equals(Optional.of(keyMarker));
        String key = wasPrefix ? keyMarker + BEHIND : keyMarker;
        String id = wasPrefix ? "" : idMarker;
        String skipped = wasPrefix ? keyMarker : "";
        boolean more = true;
        while (more && !truncated) {
            Page<UploadInfo> page = source.after(key, id);
            more = page.next().isPresent() && !page.items().isEmpty();
            for (UploadInfo upload : page.items()) {
                key = upload.key().value();
                id = upload.id();
                String common = commonPrefix(key).orElse("");
                boolean again = !common.isEmpty() && (isLast(common) || common.equals(skipped));
                if (!again && !take(upload, common)) {
                    truncated = true;
                    return;
                }
            }
            if (more && !prefixes.isEmpty() && key.startsWith(lastKey) && lastId.isEmpty()) {
                // The rest of what is rolled up need not be read.
                key = lastKey + BEHIND;
                id = "";
            }
        }
    }

    private boolean take(UploadInfo upload, String common) {
        if (uploads.size() + prefixes.size() == limit) {
            return false;
        }
        if (common.isEmpty()) {
            uploads.add(upload);
            lastKey = upload.key().value();
            lastId = upload.id();
        } else {
            prefixes.add(common);
            lastKey = common;
            lastId = "";
        }
        return true;
    }

    private boolean isLast(String common) {
        return !prefixes.isEmpty() && prefixes.get(prefixes.size() - 1).equals(common);
    }

    private Optional<String> commonPrefix(String key) {
        if (delimiter.isEmpty() || !key.startsWith(prefix)) {
            return Optional.empty();
        }
        int at = key.indexOf(delimiter, prefix.length());
        return at < 0 ? Optional.empty() : Optional.of(key.substring(0, at + delimiter.length()));
    }

    String prefix() {
        return prefix;
    }

    String delimiter() {
        return delimiter;
    }

    List<UploadInfo> uploads() {
        return List.copyOf(uploads);
    }

    List<String> prefixes() {
        return List.copyOf(prefixes);
    }

    /** Returns the key or prefix that the page ends with; empty for an empty page. */
    String lastKey() {
        return lastKey;
    }

    /** Returns the upload that the page ends with; empty if it ends with a prefix. */
    String lastId() {
        return lastId;
    }

    boolean isTruncated() {
        return truncated;
    }
}
