package io.nova.frontend.s3;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The fields of a form that stand before its file.
 *
 * @param values by their names in lower case, in the order sent
 */
record FormFields(Map<String, String> values) {

    /** A client's name for the file, in the value of a field. */
    private static final String FILENAME = "${filename}";

    /** What was signed, and the signature itself: there nothing is filled in. */
    private static final Set<String> SIGNED =
            Set.of(
                    "policy",
                    "signature",
                    "awsaccesskeyid",
                    "x-amz-algorithm",
                    "x-amz-credential",
                    "x-amz-date",
                    "x-amz-signature",
                    "x-amz-security-token");

    /** Returns the fields with the file's name where they ask for it. */
    FormFields named(String path) {
        String name = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
        Map<String, String> filled = new LinkedHashMap<>(values);
        filled.replaceAll(
                (field, value) -> SIGNED.contains(field) ? value : value.replace(FILENAME, name));
        return new FormFields(filled);
    }

    /** Tells whether a field is about the signature and about nothing else. */
    static boolean isOfSignature(String name) {
        return SIGNED.contains(name);
    }

    Optional<String> find(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /**
     * Returns the key of the object.
     *
     * @throws S3Fault {@code InvalidArgument} if there is none, or an empty one
     */
    String key() {
        String key =
                find("key")
                        .orElseThrow(
                                () ->
                                        S3Fault.badArgument(
                                                "key",
                                                "",
                                                "Bucket POST must contain a field named 'key'.  If"
                                                        + " it is specified, please check the order"
                                                        + " of the fields."));
        if (key.isEmpty()) {
            throw S3Fault.badArgument("key", "", "User key must have a length greater than 0.");
        }
        return key;
    }
}
