package io.nova.frontend.s3;

import io.nova.model.objectstore.ObjectInfo;
import io.nova.sigv4.UriEncoding;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.http.HttpURI;

/**
 * The answer to a form, in the way that the form itself asks for.
 *
 * @param call with the object as its target
 */
record FormAnswer(S3Call call, FormFields fields, ObjectInfo object) {

    void send() {
        String etag = ObjectFields.quote(object.etag());
        call.put("ETag", etag);
        ObjectFields.version(call, object);
        object.checksum().ifPresent(sum -> ChecksumFields.write(call, sum));
        Optional<String> redirect = redirect(etag);
        if (redirect.isPresent()) {
            call.put("Location", redirect.get());
            call.finish(303);
            return;
        }
        call.put("Location", location());
        // A status that is none of these is passed over, as S3 does it.
        switch (fields.find("success_action_status").orElse("")) {
            case "200" -> call.finish(200);
            case "201" -> call.finish(201, document(etag));
            default -> call.finish(204);
        }
    }

    private Xml document(String etag) {
        return Xml.plain(
                "PostResponse",
                xml ->
                        xml.text("Location", location())
                                .text("Bucket", call.target().bucket())
                                .text("Key", call.target().key())
                                .text("ETag", etag));
    }

    private String location() {
        HttpURI uri = call.request().getHttpURI();
        // In virtual-host style the host has the bucket, and the path is that of nothing.
        String path = String.valueOf(uri.getPath()).replaceFirst("/+$", "");
        return "%s://%s%s/%s"
                .formatted(
                        uri.getScheme(),
                        uri.getAuthority(),
                        path,
                        UriEncoding.encode(call.target().key()));
    }

    /** Returns where the browser is to go; what is no address is passed over, as S3 does it. */
    private Optional<String> redirect(String etag) {
        return fields.find("success_action_redirect")
                .or(() -> fields.find("redirect"))
                .flatMap(FormAnswer::address)
                .map(address -> withObject(address, etag));
    }

    private static Optional<URI> address(String text) {
        try {
            URI uri = new URI(text);
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            return Optional.of(uri)
                    .filter(one -> scheme.equals("http") || scheme.equals("https"))
                    .filter(one -> one.getRawAuthority() != null);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private String withObject(URI address, String etag) {
        String[] parts = address.toASCIIString().split("#", 2);
        return parts[0]
                + (address.getRawQuery() == null ? '?' : '&')
                + "bucket="
                + UriEncoding.encode(call.target().bucket())
                + "&key="
                + UriEncoding.encode(call.target().key())
                + "&etag="
                + UriEncoding.encode(etag)
                + (parts.length > 1 ? '#' + parts[1] : "");
    }
}
