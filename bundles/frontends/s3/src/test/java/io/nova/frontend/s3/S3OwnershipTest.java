package io.nova.frontend.s3;

import static io.nova.frontend.s3.S3Asker.assertHas;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whose objects are, what lists may say, and what of public access is blocked. */
class S3OwnershipTest {

    private static final String CONTROLS = "/b00?ownershipControls";
    private static final String BLOCK = "/b00?publicAccessBlock";

    private final S3Cloud cloud = new S3Cloud();
    private final S3Asker owner = new S3Asker(cloud, S3Cloud.KEY);
    private final S3Asker other = new S3Asker(cloud, S3Cloud.OTHER_KEY);

    @BeforeEach
    void make() throws Exception {
        owner.ok("PUT", "/b00", "", "x-amz-acl", "public-read-write");
    }

    @AfterEach
    void end() {
        cloud.close();
    }

    private static String controls(String word) {
        return "<OwnershipControls><Rule><ObjectOwnership>"
                + word
                + "</ObjectOwnership></Rule></OwnershipControls>";
    }

    private String ownerOf(String key) throws Exception {
        return S3Asker.element(
                new S3Asker(cloud, S3Cloud.ADMIN_KEY).ok("GET", key + "?acl", ""), "ID");
    }

    @Test
    void keepsWhatWasSaidOfOwnership() throws Exception {
        owner.refused(404, "OwnershipControlsNotFoundError", "GET", CONTROLS, "");
        owner.ok("PUT", CONTROLS, controls("BucketOwnerPreferred"));
        assertHas(owner.ok("GET", CONTROLS, ""), "<ObjectOwnership>BucketOwnerPreferred<");
        for (String wrong : new String[] {controls("Mine"), "<OwnershipControls/>", "<X/>", ""}) {
            owner.refused(400, "MalformedXML", "PUT", CONTROLS, wrong);
        }
        other.refused(403, "AccessDenied", "GET", CONTROLS, "");
        other.refused(403, "AccessDenied", "PUT", CONTROLS, controls("ObjectWriter"));
        other.refused(403, "AccessDenied", "DELETE", CONTROLS, "");
        HttpResponse<byte[]> gone = owner.send("DELETE", CONTROLS, "");
        assertEquals(204, gone.statusCode());
        owner.refused(404, "OwnershipControlsNotFoundError", "GET", CONTROLS, "");
    }

    @Test
    void leavesAnObjectToItsWriterUntilThatGivesItAway() throws Exception {
        other.ok("PUT", "/b00/writers", "w");
        owner.refused(403, "AccessDenied", "GET", "/b00/writers", "");
        other.ok("PUT", "/b00/shared", "s", "x-amz-acl", "bucket-owner-read");
        assertEquals("s", owner.ok("GET", "/b00/shared", ""));
        owner.refused(
                403, "AccessDenied", "PUT", "/b00/shared?acl", "", "x-amz-acl", "public-read");
        other.ok("PUT", "/b00/full", "f", "x-amz-acl", "bucket-owner-full-control");
        assertEquals("222222222222", ownerOf("/b00/full"));
        owner.ok("PUT", "/b00/full?acl", "", "x-amz-acl", "public-read");
        owner.ok("PUT", CONTROLS, controls("BucketOwnerPreferred"));
        other.ok("PUT", "/b00/given", "g", "x-amz-acl", "bucket-owner-full-control");
        assertEquals("111111111111", ownerOf("/b00/given"));
        other.refused(403, "AccessDenied", "GET", "/b00/given", "");
        other.ok("PUT", "/b00/kept", "k");
        assertEquals("222222222222", ownerOf("/b00/kept"));
        owner.ok("DELETE", "/b00/kept", "");
    }

    @Test
    void givesUploadsAwayAsObjects() throws Exception {
        owner.ok("PUT", CONTROLS, controls("BucketOwnerPreferred"));
        for (String acl : new String[] {"private", "bucket-owner-full-control"}) {
            String begun = other.ok("POST", "/b00/" + acl + "?uploads", "", "x-amz-acl", acl);
            String upload = "/b00/" + acl + "?uploadId=" + S3Asker.element(begun, "UploadId");
            String etag = S3Asker.header(other.send("PUT", upload + "&partNumber=1", "x"), "etag");
            other.ok(
                    "POST",
                    upload,
                    "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>"
                            + etag
                            + "</ETag></Part></CompleteMultipartUpload>");
            assertEquals(
                    acl.equals("private") ? "222222222222" : "111111111111",
                    ownerOf("/b00/" + acl));
        }
    }

    @Test
    void countsNoListWhereTheBucketsOwnerOwnsEverything() throws Exception {
        other.ok("PUT", "/b00/k", "x", "x-amz-acl", "public-read");
        owner.refused(
                400,
                "InvalidBucketAclWithObjectOwnership",
                "PUT",
                CONTROLS,
                controls("BucketOwnerEnforced"));
        owner.ok("PUT", "/b00?acl", "", "x-amz-acl", "private");
        owner.ok("PUT", CONTROLS, controls("BucketOwnerEnforced"));
        assertEquals("x", owner.ok("GET", "/b00/k", ""));
        other.refused(403, "AccessDenied", "GET", "/b00/k", "");
        assertHas(
                owner.ok("GET", "/b00/k?acl", ""),
                "<Owner><ID>111111111111</ID>",
                "<Permission>FULL_CONTROL</Permission></Grant></AccessControlList>");
        String unsupported = "AccessControlListNotSupported";
        for (String target : new String[] {"/b00?acl", "/b00/k?acl"}) {
            owner.refused(400, unsupported, "PUT", target, "", "x-amz-acl", "private");
        }
        owner.refused(400, unsupported, "PUT", "/b00/n", "x", "x-amz-acl", "public-read");
        owner.refused(
                400, unsupported, "PUT", "/b00/n", "x", "x-amz-grant-read", "id=222222222222");
        owner.refused(400, unsupported, "POST", "/b00/n?uploads", "", "x-amz-acl", "public-read");
        owner.refused(404, "NoSuchKey", "GET", "/b00/n", "");
        owner.ok("PUT", "/b00/n", "x");
        owner.ok("PUT", "/b00/n", "x", "x-amz-acl", "bucket-owner-full-control");
        owner.ok("DELETE", CONTROLS, "");
        assertEquals("x", other.ok("GET", "/b00/k", ""), "the lists count again");
    }

    @Test
    void takesTheOwnershipOfANewBucketFromItsHeader() throws Exception {
        String header = "x-amz-object-ownership";
        owner.refused(400, "InvalidArgument", "PUT", "/b01", "", header, "Mine");
        owner.refused(
                400,
                "InvalidBucketAclWithObjectOwnership",
                "PUT",
                "/b01",
                "",
                header,
                "BucketOwnerEnforced",
                "x-amz-acl",
                "public-read");
        owner.refused(404, "NoSuchBucket", "GET", "/b01", "");
        owner.ok("PUT", "/b01", "", header, "BucketOwnerEnforced");
        assertHas(owner.ok("GET", "/b01?ownershipControls", ""), "BucketOwnerEnforced");
    }

    private static String block(String... flags) {
        StringBuilder xml = new StringBuilder("<PublicAccessBlockConfiguration>");
        for (String flag : flags) {
            xml.append("<%s>true</%s>".formatted(flag, flag));
        }
        return xml.append("</PublicAccessBlockConfiguration>").toString();
    }

    @Test
    void keepsWhatIsBlocked() throws Exception {
        owner.refused(404, "NoSuchPublicAccessBlockConfiguration", "GET", BLOCK, "");
        owner.ok("PUT", BLOCK, block("BlockPublicAcls", "RestrictPublicBuckets"));
        assertHas(
                owner.ok("GET", BLOCK, ""),
                "<BlockPublicAcls>true<",
                "<IgnorePublicAcls>false<",
                "<BlockPublicPolicy>false<",
                "<RestrictPublicBuckets>true<");
        owner.refused(400, "MalformedXML", "PUT", BLOCK, block("BlockEverything"));
        owner.refused(
                400,
                "MalformedXML",
                "PUT",
                BLOCK,
                block("IgnorePublicAcls").replace("true", "yes"));
        other.refused(403, "AccessDenied", "GET", BLOCK, "");
        other.refused(403, "AccessDenied", "PUT", BLOCK, block());
        other.refused(403, "AccessDenied", "DELETE", BLOCK, "");
        owner.ok("DELETE", BLOCK, "");
        owner.refused(404, "NoSuchPublicAccessBlockConfiguration", "GET", BLOCK, "");
    }

    @Test
    void refusesTheEndOfAnUploadThatBeganWithAPublicListBefore() throws Exception {
        String begun = owner.ok("POST", "/b00/k?uploads", "", "x-amz-acl", "public-read");
        String target = "/b00/k?uploadId=" + S3Asker.element(begun, "UploadId");
        HttpResponse<byte[]> part = owner.send("PUT", target + "&partNumber=1", "x");
        owner.ok("PUT", BLOCK, block("BlockPublicAcls"));
        String list =
                "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>"
                        + S3Asker.header(part, "ETag")
                        + "</ETag></Part></CompleteMultipartUpload>";
        owner.refused(403, "AccessDenied", "POST", target, list);
        owner.refused(404, "NoSuchKey", "GET", "/b00/k", "");
        owner.ok("DELETE", BLOCK, "");
        owner.ok("POST", target, list);
        other.ok("GET", "/b00/k", "");
    }

    @Test
    void refusesPublicListsWhereTheyAreBlocked() throws Exception {
        owner.ok("PUT", BLOCK, block("BlockPublicAcls"));
        owner.ok("PUT", "/b00/k", "x");
        for (String acl : new String[] {"public-read", "public-read-write", "authenticated-read"}) {
            owner.refused(403, "AccessDenied", "PUT", "/b00?acl", "", "x-amz-acl", acl);
            owner.refused(403, "AccessDenied", "PUT", "/b00/k?acl", "", "x-amz-acl", acl);
            owner.refused(403, "AccessDenied", "PUT", "/b00/n", "x", "x-amz-acl", acl);
            owner.refused(
                    403,
                    "AccessDenied",
                    "PUT",
                    "/b00/n",
                    "",
                    "x-amz-copy-source",
                    "/b00/k",
                    "x-amz-acl",
                    acl);
            owner.refused(403, "AccessDenied", "POST", "/b00/n?uploads", "", "x-amz-acl", acl);
        }
        owner.refused(404, "NoSuchKey", "GET", "/b00/n", "");
        owner.ok("PUT", "/b00/n", "x", "x-amz-acl", "aws-exec-read");
        // The list that was there before still counts.
        other.ok("GET", "/b00", "");
        owner.ok("PUT", BLOCK, block("IgnorePublicAcls"));
        other.refused(403, "AccessDenied", "GET", "/b00", "");
        owner.ok("PUT", "/b00/k?acl", "", "x-amz-acl", "public-read");
        other.refused(403, "AccessDenied", "GET", "/b00/k", "");
        owner.ok("DELETE", BLOCK, "");
        assertEquals("x", other.ok("GET", "/b00/k", ""));
    }
}
