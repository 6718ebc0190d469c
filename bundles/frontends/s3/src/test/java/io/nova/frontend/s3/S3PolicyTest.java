package io.nova.frontend.s3;

import static io.nova.frontend.s3.S3Asker.assertHas;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Policies of buckets as clients set and feel them. */
class S3PolicyTest {

    private final S3Cloud cloud = new S3Cloud();
    private final S3Asker owner = new S3Asker(cloud, S3Cloud.KEY);
    private final S3Asker other = new S3Asker(cloud, S3Cloud.OTHER_KEY);
    private final S3Asker third = new S3Asker(cloud, S3Cloud.THIRD_KEY);

    @BeforeEach
    void make() throws Exception {
        owner.ok("PUT", "/b00", "");
        owner.ok("PUT", "/b00/k", "x");
        owner.ok("PUT", "/b00/home/bob/k", "bob's");
    }

    @AfterEach
    void end() {
        cloud.close();
    }

    private static String policy(String... statements) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":[" + String.join(",", statements) + "]}";
    }

    private static String statement(
            String effect, String principal, String action, String resource) {
        return statement(effect, principal, action, resource, "{}");
    }

    private static String statement(
            String effect, String principal, String action, String resource, String condition) {
        return ("{\"Effect\":\"%s\",\"Principal\":%s,\"Action\":\"s3:%s\","
                        + "\"Resource\":\"arn:aws:s3:::%s\",\"Condition\":%s}")
                .formatted(effect, principal, action, resource, condition);
    }

    private void set(String... statements) throws Exception {
        owner.ok("PUT", "/b00?policy", policy(statements));
    }

    private int anonymous(String target) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(cloud.uri() + target)).build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void keepsThePolicyAsItIs() throws Exception {
        owner.refused(404, "NoSuchBucketPolicy", "GET", "/b00?policy", "");
        String text = " \n" + policy(statement("Allow", "\"*\"", "GetObject", "b00/*"));
        owner.refused(400, "MalformedPolicy", "PUT", "/b00?policy", text);
        assertEquals(204, owner.send("PUT", "/b00?policy", text.strip()).statusCode());
        HttpResponse<byte[]> got = owner.send("GET", "/b00?policy", "");
        assertEquals(text.strip(), S3Asker.text(got));
        assertEquals("application/json", S3Asker.header(got, "content-type"));
        other.refused(403, "AccessDenied", "GET", "/b00?policy", "");
        assertEquals(204, owner.send("DELETE", "/b00?policy", "").statusCode());
        assertEquals(204, owner.send("DELETE", "/b00?policy", "").statusCode());
        owner.refused(404, "NoSuchBucketPolicy", "GET", "/b00?policy", "");
    }

    @Test
    void refusesWhatIsNoPolicyOfTheBucket() throws Exception {
        String[] wrong = {
            "",
            "{}",
            policy(statement("Allow", "\"*\"", "GetObject", "other/*")),
            policy(statement("Allow", "{\"AWS\":\"999999999999\"}", "GetObject", "b00/*")),
            policy(
                    statement(
                            "Allow",
                            "{\"AWS\":\"arn:aws:iam::222222222222:user/nobody\"}",
                            "GetObject",
                            "b00/*")),
            policy(statement("Allow", "{\"AWS\":\"x\"}", "GetObject", "b00/*")),
            "x".repeat(30_000),
        };
        for (String text : wrong) {
            owner.refused(400, "MalformedPolicy", "PUT", "/b00?policy", text);
        }
        owner.refused(404, "NoSuchBucketPolicy", "GET", "/b00?policy", "");
    }

    @Test
    void letsInWhoIsNamed() throws Exception {
        set(
                statement(
                        "Allow",
                        "{\"AWS\":\"arn:aws:iam::222222222222:user/bob\"}",
                        "GetObject",
                        "b00/*"));
        assertEquals("x", other.ok("GET", "/b00/k", ""));
        third.refused(403, "AccessDenied", "GET", "/b00/k", "");
        other.refused(403, "AccessDenied", "PUT", "/b00/k", "y");
        other.refused(403, "AccessDenied", "GET", "/b00", "");
        assertEquals(403, anonymous("/b00/k"));
        set(statement("Allow", "\"*\"", "GetObject", "b00/*"));
        assertEquals(200, anonymous("/b00/k"));
        assertEquals(403, anonymous("/b00"));
        // With the right to list, what is not there is told to be so.
        assertEquals(403, anonymous("/b00/nope"));
        set(
                statement("Allow", "\"*\"", "GetObject", "b00/*"),
                statement("Allow", "\"*\"", "ListBucket", "b00"));
        assertEquals(404, anonymous("/b00/nope"));
    }

    @Test
    void putsTheUsersNameInItsPlace() throws Exception {
        set(
                statement(
                        "Allow",
                        "{\"AWS\":[\"222222222222\",\"444444444444\"]}",
                        "GetObject",
                        "b00/home/${aws:username}/*"));
        assertEquals("bob's", other.ok("GET", "/b00/home/bob/k", ""));
        third.refused(403, "AccessDenied", "GET", "/b00/home/bob/k", "");
    }

    @Test
    void heedsConditionsOnTheRequest() throws Exception {
        String loopback = "{\"IpAddress\":{\"aws:SourceIp\":[\"127.0.0.0/8\",\"::1/128\"]}}";
        String elsewhere = "{\"IpAddress\":{\"aws:SourceIp\":\"192.0.2.0/24\"}}";
        set(statement("Allow", "\"*\"", "GetObject", "b00/*", loopback));
        other.ok("GET", "/b00/k", "");
        set(statement("Allow", "\"*\"", "GetObject", "b00/*", elsewhere));
        other.refused(403, "AccessDenied", "GET", "/b00/k", "");
        set(
                statement(
                        "Allow",
                        "\"*\"",
                        "ListBucket",
                        "b00",
                        "{\"StringLike\":{\"s3:prefix\":\"home/*\"},"
                                + "\"NumericLessThanEquals\":{\"s3:max-keys\":10}}"));
        other.ok("GET", "/b00?prefix=home/bob&max-keys=10", "");
        other.refused(403, "AccessDenied", "GET", "/b00?prefix=home/bob&max-keys=11", "");
        other.refused(403, "AccessDenied", "GET", "/b00?prefix=k&max-keys=1", "");
        other.refused(403, "AccessDenied", "GET", "/b00?max-keys=1", "");
        set(
                statement("Allow", "\"*\"", "PutObject", "b00/*"),
                statement(
                        "Deny",
                        "\"*\"",
                        "PutObject",
                        "b00/*",
                        "{\"StringNotEquals\":{\"s3:x-amz-acl\":\"bucket-owner-full-control\"}}"));
        other.refused(403, "AccessDenied", "PUT", "/b00/n", "y");
        other.ok("PUT", "/b00/n", "y", "x-amz-acl", "bucket-owner-full-control");
        owner.refused(403, "AccessDenied", "PUT", "/b00/n", "y");
        set(
                statement(
                        "Deny",
                        "\"*\"",
                        "GetObject",
                        "b00/*",
                        "{\"Bool\":{\"aws:SecureTransport\":\"false\"}}"));
        owner.refused(403, "AccessDenied", "GET", "/b00/k", "");
    }

    @Test
    void heedsConditionsOnTags() throws Exception {
        String mine = "{\"StringEquals\":{\"s3:ExistingObjectTag/Team\":\"red\"}}";
        owner.ok("PUT", "/b00/red", "x", "x-amz-tagging", "Team=red");
        owner.ok("PUT", "/b00/blue", "x", "x-amz-tagging", "Team=blue");
        set(statement("Allow", "{\"AWS\":\"222222222222\"}", "GetObject*", "b00/*", mine));
        other.ok("GET", "/b00/red", "");
        other.ok("GET", "/b00/red?tagging", "");
        other.refused(403, "AccessDenied", "GET", "/b00/blue", "");
        other.refused(403, "AccessDenied", "GET", "/b00/k", "");
        set(
                statement(
                        "Allow",
                        "{\"AWS\":\"222222222222\"}",
                        "PutObject*",
                        "b00/*",
                        "{\"StringEquals\":{\"s3:RequestObjectTag/Team\":\"red\"},"
                                + "\"ForAllValues:StringEquals\":{\"s3:RequestObjectTagKeys\":"
                                + "[\"Team\",\"Note\"]}}"));
        other.ok("PUT", "/b00/n", "x", "x-amz-tagging", "Team=red&Note=1");
        other.refused(403, "AccessDenied", "PUT", "/b00/n", "x", "x-amz-tagging", "Team=blue");
        other.refused(403, "AccessDenied", "PUT", "/b00/n", "x", "x-amz-tagging", "Team=red&X=1");
        other.refused(403, "AccessDenied", "PUT", "/b00/n", "x");
    }

    @Test
    void tellsVersionsFromWhatIsLatest() throws Exception {
        owner.ok(
                "PUT",
                "/b00?versioning",
                "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>");
        String version = S3Asker.header(owner.send("PUT", "/b00/v", "1"), "x-amz-version-id");
        owner.ok("PUT", "/b00/v", "2");
        set(statement("Allow", "{\"AWS\":\"222222222222\"}", "GetObject", "b00/*"));
        assertEquals("2", other.ok("GET", "/b00/v", ""));
        other.refused(403, "AccessDenied", "GET", "/b00/v?versionId=" + version, "");
        set(
                statement(
                        "Allow",
                        "{\"AWS\":\"222222222222\"}",
                        "GetObjectVersion",
                        "b00/*",
                        "{\"StringEquals\":{\"s3:VersionId\":\"" + version + "\"}}"));
        assertEquals("1", other.ok("GET", "/b00/v?versionId=" + version, ""));
        other.refused(403, "AccessDenied", "GET", "/b00/v", "");
        other.refused(403, "AccessDenied", "GET", "/b00?versions", "");
        set(statement("Allow", "{\"AWS\":\"222222222222\"}", "ListBucketVersions", "b00"));
        other.ok("GET", "/b00?versions", "");
    }

    @Test
    void copiesOnlyWhereBothEndsAreAllowed() throws Exception {
        other.ok("PUT", "/bobs", "");
        other.refused(403, "AccessDenied", "PUT", "/bobs/k", "", "x-amz-copy-source", "/b00/k");
        set(statement("Allow", "{\"AWS\":\"222222222222\"}", "GetObject", "b00/k"));
        other.ok("PUT", "/bobs/k", "", "x-amz-copy-source", "/b00/k");
        set(
                statement("Allow", "{\"AWS\":\"222222222222\"}", "GetObject", "b00/k"),
                statement(
                        "Allow",
                        "{\"AWS\":\"222222222222\"}",
                        "PutObject",
                        "b00/*",
                        "{\"StringLike\":{\"s3:x-amz-copy-source\":\"b00/*\"}}"));
        other.ok("PUT", "/b00/copy", "", "x-amz-copy-source", "b00/k");
        other.refused(403, "AccessDenied", "PUT", "/b00/copy", "", "x-amz-copy-source", "bobs/k");
        other.refused(403, "AccessDenied", "PUT", "/b00/copy", "y");
    }

    @Test
    void deniesEvenTheOwnerButLetsTheManagerTakeItBack() throws Exception {
        set(
                statement("Deny", "\"*\"", "*", "b00*"),
                statement("Allow", "\"*\"", "GetObject", "b00/*"));
        owner.refused(403, "AccessDenied", "GET", "/b00/k", "");
        owner.refused(403, "AccessDenied", "GET", "/b00?policy", "");
        owner.refused(403, "AccessDenied", "DELETE", "/b00?policy", "");
        S3Asker manager = new S3Asker(cloud, S3Cloud.MANAGER_KEY);
        manager.refused(403, "AccessDenied", "GET", "/b00/k", "");
        manager.ok("GET", "/b00?policy", "");
        manager.ok("DELETE", "/b00?policy", "");
        owner.ok("GET", "/b00/k", "");
    }

    @Test
    void deletesManyAsThePolicySaysOfEach() throws Exception {
        owner.ok("PUT", "/b00/keep/k", "x");
        set(
                statement("Allow", "{\"AWS\":\"222222222222\"}", "DeleteObject", "b00/*"),
                statement("Deny", "\"*\"", "DeleteObject", "b00/keep/*"));
        String body =
                "<Delete><Object><Key>k</Key></Object><Object><Key>keep/k</Key></Object></Delete>";
        assertHas(
                other.ok("POST", "/b00?delete", body, "Content-MD5", S3Asker.md5(body)),
                "<Deleted><Key>k</Key></Deleted>",
                "<Key>keep/k</Key><Code>AccessDenied</Code>");
    }

    @Test
    void saysWhetherTheBucketIsPublic() throws Exception {
        String status = "/b00?policyStatus";
        assertHas(owner.ok("GET", status, ""), "<IsPublic>false</IsPublic>");
        set(statement("Allow", "\"*\"", "GetObject", "b00/*"));
        assertHas(owner.ok("GET", status, ""), "<IsPublic>true</IsPublic>");
        set(
                statement(
                        "Allow",
                        "\"*\"",
                        "GetObject",
                        "b00/*",
                        "{\"IpAddress\":{\"aws:SourceIp\":\"192.0.2.0/24\"}}"));
        assertHas(owner.ok("GET", status, ""), "<IsPublic>false</IsPublic>");
        owner.ok("PUT", "/b00?acl", "", "x-amz-acl", "public-read");
        assertHas(owner.ok("GET", status, ""), "<IsPublic>true</IsPublic>");
        other.refused(403, "AccessDenied", "GET", status, "");
    }

    @Test
    void blocksPublicPolicies() throws Exception {
        String open = policy(statement("Allow", "\"*\"", "GetObject", "b00/*"));
        String closed =
                policy(statement("Allow", "{\"AWS\":\"222222222222\"}", "GetObject", "b00/*"));
        String block =
                "<PublicAccessBlockConfiguration><%s>true</%s></PublicAccessBlockConfiguration>";
        owner.ok(
                "PUT",
                "/b00?publicAccessBlock",
                block.formatted("BlockPublicPolicy", "BlockPublicPolicy"));
        owner.refused(403, "AccessDenied", "PUT", "/b00?policy", open);
        owner.ok("PUT", "/b00?policy", closed);
        other.ok("GET", "/b00/k", "");
        owner.ok(
                "PUT",
                "/b00?publicAccessBlock",
                block.formatted("RestrictPublicBuckets", "RestrictPublicBuckets"));
        other.ok("GET", "/b00/k", "");
        owner.ok("PUT", "/b00?policy", open);
        assertEquals(403, anonymous("/b00/k"));
        other.refused(403, "AccessDenied", "GET", "/b00/k", "");
        owner.ok("GET", "/b00/k", "");
    }

    @Test
    void goesWithItsBucket() throws Exception {
        owner.ok("PUT", "/b01", "");
        owner.ok("PUT", "/b01?policy", policy(statement("Allow", "\"*\"", "GetObject", "b01/*")));
        owner.ok("DELETE", "/b01", "");
        other.ok("PUT", "/b01", "");
        other.ok("PUT", "/b01/k", "y");
        assertEquals(403, anonymous("/b01/k"));
        other.refused(404, "NoSuchBucketPolicy", "GET", "/b01?policy", "");
    }
}
