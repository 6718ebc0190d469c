package io.nova.frontend.aws;

import io.nova.model.AuthenticationFailedException;
import io.nova.sigv4.CredentialScope;
import io.nova.sigv4.Header;
import io.nova.sigv4.RequestHead;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Reads what Version 4 says alike in its header and in the parameters of presigned requests.
 *
 * @param refusal how what is wrong is told
 */
record V4Fields(Function<String, AuthenticationFailedException> refusal) {

    private static final String FORM =
            "expecting \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".";

    /** An access key, and what its signature is good for. */
    record Credential(String accessKey, CredentialScope scope) {}

    /** The key itself may hold slashes, so the scope is counted from the right. */
    Credential credential(String text, String amzDate, Predicate<String> service) {
        int end = text.length();
        String[] parts = new String[4];
        for (int i = 3; i >= 0; i--) {
            int slash = text.lastIndexOf('/', end - 1);
            if (slash < 0) {
                throw refusal.apply("the Credential is mal-formed; " + FORM);
            }
            parts[i] = text.substring(slash + 1, end);
            end = slash;
        }
        if (!parts[3].equals(CredentialScope.TERMINATOR)) {
            throw refusal.apply(
                    "incorrect terminal \"%s\". This endpoint uses \"%s\"."
                            .formatted(parts[3], CredentialScope.TERMINATOR));
        }
        if (!amzDate.startsWith(parts[0])) {
            throw refusal.apply(
                    "Invalid credential date \"%s\". It is not the same as X-Amz-Date: \"%s\"."
                            .formatted(parts[0], amzDate.substring(0, 8)));
        }
        if (!service.test(parts[2])) {
            throw refusal.apply(
                    "incorrect service \"%s\": the credential is scoped to another service."
                            .formatted(parts[2]));
        }
        try {
            return new Credential(
                    text.substring(0, end), new CredentialScope(parts[0], parts[1], parts[2]));
        } catch (IllegalArgumentException e) {
            throw refusal.apply("the Credential is mal-formed; " + FORM);
        }
    }

    /** What is not signed could be added by anybody, so all that AWS's own headers say must be. */
    SortedSet<String> signedHeaders(RequestHead head, String text) {
        SortedSet<String> signed = new TreeSet<>(List.of(text.split(";", -1)));
        List<String> unsigned = new ArrayList<>();
        if (!signed.contains("host")) {
            unsigned.add("host");
        }
        for (Header header : head.headers()) {
            String name = header.name().toLowerCase(Locale.ROOT);
            if (name.startsWith("x-amz-") && !signed.contains(name)) {
                unsigned.add(name);
            }
        }
        if (!unsigned.isEmpty()) {
            throw Refusal.notSigned(unsigned);
        }
        return signed;
    }

    Bytes signature(String hex) {
        try {
            Bytes bytes = new Bytes(HexFormat.of().parseHex(hex));
            if (bytes.length() == 32) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            // Told below.
        }
        throw refusal.apply("the Signature is not 64 hex digits.");
    }
}
