package io.nova.frontend.s3;

import static io.nova.frontend.s3.S3Asker.assertHas;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Access lists as documents and as headers. */
class S3AclTest {

    private static final String OWNER = "111111111111";
    private static final String XSI = "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"";
    private static final String ALL_USERS = "http://acs.amazonaws.com/groups/global/AllUsers";

    private final S3Cloud cloud = new S3Cloud();
    private final S3Asker owner = new S3Asker(cloud, S3Cloud.KEY);
    private final S3Asker other = new S3Asker(cloud, S3Cloud.OTHER_KEY);
    private final S3Asker third = new S3Asker(cloud, S3Cloud.THIRD_KEY);

    @BeforeEach
    void make() throws Exception {
        owner.ok("PUT", "/b00", "");
        owner.ok("PUT", "/b00/k", "x");
    }

    @AfterEach
    void end() {
        cloud.close();
    }

    private static String document(String owner, String... grants) {
        return "<AccessControlPolicy xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Owner><ID>"
                + owner
                + "</ID></Owner><AccessControlList>"
                + String.join("", grants)
                + "</AccessControlList></AccessControlPolicy>";
    }

    private static String grant(String type, String name, String value, String permission) {
        return "<Grant><Grantee %s xsi:type=\"%s\"><%s>%s</%s></Grantee><Permission>%s</Permission></Grant>"
                .formatted(XSI, type, name, value, name, permission);
    }

    private static String user(String id, String permission) {
        return grant("CanonicalUser", "ID", id, permission);
    }

    @Test
    void keepsTheGrantsOfADocument() throws Exception {
        owner.ok(
                "PUT",
                "/b00/k?acl",
                document(
                        OWNER,
                        user(OWNER, "FULL_CONTROL"),
                        user("222222222222", "READ"),
                        grant("Group", "URI", ALL_USERS, "READ_ACP"),
                        grant(
                                "AmazonCustomerByEmail",
                                "EmailAddress",
                                "bob@example.org",
                                "WRITE_ACP")));
        String shown = owner.ok("GET", "/b00/k?acl", "");
        assertHas(
                shown,
                "<Owner><ID>" + OWNER + "</ID>",
                "<ID>222222222222</ID><DisplayName>222222222222</DisplayName></Grantee><Permission>READ<",
                "<URI>" + ALL_USERS + "</URI></Grantee><Permission>READ_ACP<",
                "<ID>222222222222</ID><DisplayName>222222222222</DisplayName></Grantee><Permission>WRITE_ACP<");
        assertEquals("x", other.ok("GET", "/b00/k", ""));
        // What was shown can be given back, by whoever may.
        other.ok("PUT", "/b00/k?acl", shown);
        assertEquals(shown, third.ok("GET", "/b00/k?acl", ""));
        third.refused(403, "AccessDenied", "GET", "/b00/k", "");
        third.refused(403, "AccessDenied", "PUT", "/b00/k?acl", shown);
    }

    @Test
    void keepsTheGrantsOfABucketEvenIfThereAreNone() throws Exception {
        owner.ok("PUT", "/b00?acl", document(OWNER, user("222222222222", "FULL_CONTROL")));
        other.ok("PUT", "/b00/theirs", "y");
        assertHas(other.ok("GET", "/b00?acl", ""), "<Permission>FULL_CONTROL<");
        other.ok("PUT", "/b00?acl", document(OWNER));
        other.refused(403, "AccessDenied", "GET", "/b00?acl", "");
        assertHas(owner.ok("GET", "/b00?acl", ""), "<AccessControlList></AccessControlList>");
        owner.ok("PUT", "/b00?acl", "", "x-amz-acl", "private");
        assertHas(owner.ok("GET", "/b00?acl", ""), "<Permission>FULL_CONTROL<");
    }

    @Test
    void takesGrantsFromTheHeadersOfEveryWrite() throws Exception {
        String grant =
                "id=\"222222222222\", emailAddress=\"bob@example.org\",uri=\"" + ALL_USERS + "\"";
        owner.ok("PUT", "/b01", "", "x-amz-grant-write", "id=222222222222");
        other.ok("PUT", "/b01/k", "z");
        owner.ok("PUT", "/b00/one", "x", "x-amz-grant-read", grant);
        owner.ok("PUT", "/b00/two", "", "x-amz-copy-source", "/b00/k", "x-amz-grant-read", grant);
        String begun = owner.ok("POST", "/b00/three?uploads", "", "x-amz-grant-read", grant);
        String upload = "/b00/three?uploadId=" + S3Asker.element(begun, "UploadId");
        String etag = S3Asker.header(owner.send("PUT", upload + "&partNumber=1", "x"), "etag");
        owner.ok(
                "POST",
                upload,
                "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>"
                        + etag
                        + "</ETag></Part></CompleteMultipartUpload>");
        owner.ok(
                "PUT",
                "/b00/k?acl",
                "",
                "x-amz-grant-read",
                grant,
                "x-amz-grant-full-control",
                "id=111111111111");
        for (String key : new String[] {"one", "two", "three", "k"}) {
            assertEquals("x", third.ok("GET", "/b00/" + key, ""), key);
            String shown = owner.ok("GET", "/b00/" + key + "?acl", "");
            assertHas(shown, "<ID>222222222222</ID>", "<URI>" + ALL_USERS + "</URI>");
        }
        // Grants are all that there is, as S3 has it: nothing is added for the owner.
        assertFalse(owner.ok("GET", "/b00/one?acl", "").contains("FULL_CONTROL"));
        assertEquals("x", owner.ok("GET", "/b00/one", ""));
    }

    /** What is refused with which code, given as a document and headers. */
    static Stream<Arguments> wrongs() {
        return Stream.of(
                Arguments.of("MalformedACLError", "<AccessControlPolicy>", ""),
                Arguments.of("MalformedACLError", "<Wrong/>", ""),
                Arguments.of("MalformedACLError", "<AccessControlPolicy/>", ""),
                Arguments.of(
                        "MalformedACLError",
                        document(OWNER, user(OWNER, "READ")).replaceAll("<Owner>.*</Owner>", ""),
                        ""),
                Arguments.of("MalformedACLError", document(OWNER, user(OWNER, "EVERYTHING")), ""),
                Arguments.of(
                        "MalformedACLError",
                        document(OWNER, grant("Robot", "ID", OWNER, "READ")),
                        ""),
                Arguments.of(
                        "MalformedACLError",
                        document(OWNER, grant("Group", "ID", OWNER, "READ")),
                        ""),
                Arguments.of("MalformedACLError", document(OWNER, "<Other/>"), ""),
                Arguments.of("InvalidArgument", document("me", user(OWNER, "READ")), ""),
                Arguments.of("InvalidArgument", document(OWNER, user("me", "READ")), ""),
                Arguments.of("InvalidArgument", document(OWNER, user("", "READ")), ""),
                Arguments.of("InvalidArgument", document(OWNER, user("999999999999", "READ")), ""),
                Arguments.of(
                        "InvalidArgument",
                        document(OWNER, grant("Group", "URI", "http://x", "READ")),
                        ""),
                Arguments.of(
                        "UnresolvableGrantByEmailAddress",
                        document(
                                OWNER,
                                grant(
                                        "AmazonCustomerByEmail",
                                        "EmailAddress",
                                        "no@example.org",
                                        "READ")),
                        ""),
                Arguments.of(
                        "AmbiguousGrantByEmailAddress",
                        document(
                                OWNER,
                                grant(
                                        "AmazonCustomerByEmail",
                                        "EmailAddress",
                                        "both@example.org",
                                        "READ")),
                        ""),
                Arguments.of(
                        "InvalidRequest", document(OWNER, user(OWNER, "READ").repeat(101)), ""),
                Arguments.of("AccessDenied", document("222222222222", user(OWNER, "READ")), ""),
                Arguments.of("UnexpectedContent", document(OWNER), "x-amz-acl: private"),
                Arguments.of("MissingSecurityHeader", "", ""),
                Arguments.of("InvalidArgument", "", "x-amz-acl: everyone"),
                Arguments.of("InvalidArgument", "", "x-amz-grant-read: 222222222222"),
                Arguments.of("InvalidArgument", "", "x-amz-grant-read: name=\"bob\""),
                Arguments.of("InvalidArgument", "", "x-amz-grant-read: id=\"222222222222"),
                Arguments.of("InvalidArgument", "", "x-amz-grant-read: id=\"me\""),
                Arguments.of("InvalidArgument", "", "x-amz-grant-read: uri=\"http://x\""),
                Arguments.of(
                        "UnresolvableGrantByEmailAddress",
                        "",
                        "x-amz-grant-read: emailAddress=\"a@b\""),
                Arguments.of(
                        "InvalidRequest",
                        "",
                        "x-amz-grant-read: id=\"" + OWNER + "\"; x-amz-acl: private"));
    }

    @ParameterizedTest(name = "{0}: {1} {2}")
    @MethodSource("wrongs")
    void refuses(String code, String document, String headers) throws Exception {
        String[] list =
                headers.isEmpty()
                        ? new String[0]
                        : Stream.of(headers.split("; ", -1))
                                .flatMap(line -> Stream.of(line.split(": ", 2)))
                                .toArray(String[]::new);
        String before = owner.ok("GET", "/b00/k?acl", "");
        int status = code.equals("AccessDenied") ? 403 : 400;
        for (String target : new String[] {"/b00/k?acl", "/b00?acl"}) {
            owner.refused(status, code, "PUT", target, document, list);
        }
        if (document.isEmpty() && !headers.isEmpty()) {
            owner.refused(status, code, "PUT", "/b00/new", "x", list);
            owner.refused(404, "NoSuchKey", "GET", "/b00/new", "");
        }
        assertEquals(before, owner.ok("GET", "/b00/k?acl", ""));
    }

    @Test
    void saysWhichArgumentIsWrong() throws Exception {
        assertHas(
                owner.refused(
                        400,
                        "InvalidArgument",
                        "PUT",
                        "/b00?acl",
                        document(OWNER, user("me", "READ"))),
                "<Message>Invalid id</Message>",
                "<ArgumentName>CanonicalUser/ID</ArgumentName><ArgumentValue>me</ArgumentValue>");
        assertHas(
                owner.refused(400, "MissingSecurityHeader", "PUT", "/b00?acl", ""),
                "<MissingHeaderName>x-amz-acl</MissingHeaderName>");
    }
}
