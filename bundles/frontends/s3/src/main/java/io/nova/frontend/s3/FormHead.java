package io.nova.frontend.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Request;

/**
 * A request whose headers are the fields of a form: they mean the same, so that what reads the
 * headers of a PUT reads those of a form.
 */
final class FormHead extends Request.Wrapper {

    private static final List<String> FIELDS =
            List.of(
                    "cache-control",
                    "content-disposition",
                    "content-encoding",
                    "content-language",
                    "content-md5",
                    "content-type",
                    "expires");
    private static final String AMZ = "x-amz-";

    /** What is said of the request itself. */
    private static final List<String> KEPT =
            List.of("user-agent", "referer", "x-amz-expected-bucket-owner");

    private final HttpFields headers;

    /**
     * @throws S3Fault {@code InvalidArgument} if a field is more than a line, or has a name that no
     *     header has
     */
    FormHead(Request request, FormFields fields) {
        super(request);
        HttpFields.Mutable all = HttpFields.build();
        for (String name : KEPT) {
            String value = request.getHeaders().get(name);
            if (value != null) {
                all.put(name, value);
            }
        }
        fields.values()
                .forEach(
                        (name, value) -> {
                            if (isHeader(name)) {
                                all.put(name, line(name, value));
                            }
                        });
        fields.find("acl").ifPresent(acl -> all.put("x-amz-acl", line("acl", acl)));
        headers = all.asImmutable();
    }

    private static boolean isHeader(String name) {
        boolean amz = name.startsWith(AMZ);
        if (amz && !name.chars().allMatch(FormHead::isToken)) {
            throw S3Fault.badArgument(name, "", "The name of the field cannot be a header's");
        }
        return FIELDS.contains(name)
                || (amz && (!FormFields.isOfSignature(name) || name.equals("x-amz-date")));
    }

    private static boolean isToken(int c) {
        return c > ' ' && c < 0x7f && "()<>@,;:\\\"/[]?={}".indexOf(c) < 0;
    }

    /** Headers come as letters for bytes, and these may be answered with, so they stay lines. */
    private static String line(String name, String value) {
        if (value.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7f)) {
            throw S3Fault.badArgument(name, value);
        }
        return new String(value.getBytes(UTF_8), ISO_8859_1);
    }

    @Override
    public HttpFields getHeaders() {
        return headers;
    }

    /** Returns what policies may ask of how a form is signed. */
    static Map<String, String> signature(FormFields fields) {
        if (fields.find("policy").isEmpty()) {
            return Map.of();
        }
        boolean four = fields.find("x-amz-algorithm").isPresent();
        return Map.of(
                "s3:authtype", "POST", "s3:signatureversion", four ? "AWS4-HMAC-SHA256" : "AWS");
    }
}
