package io.nova.manager.objectstore;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.nova.api.objectstore.Anonymous;
import io.nova.model.BucketName;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.Role;
import io.nova.model.objectstore.Acl;
import io.nova.model.objectstore.Bucket;
import io.nova.model.objectstore.Grant;
import io.nova.model.objectstore.Grantee;
import io.nova.model.objectstore.ObjectInfo;
import io.nova.model.objectstore.ObjectKey;
import io.nova.model.objectstore.Permission;
import io.nova.spi.objectstore.BlobId;
import io.nova.spi.state.Rec;
import io.nova.testkit.state.MemoryStateStore;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What each permission of a list allows, and to whom. */
class AccessTest {

    private static final ProjectId OWNER = new ProjectId("111111111111");
    private static final ProjectId WRITER = new ProjectId("222222222222");
    private static final ProjectId FRIEND = new ProjectId("333333333333");
    private static final RequestContext FRIENDS =
            Lab.context("carol", FRIEND.value(), Role.DEVELOPER);
    private static final RequestContext ANYBODY = new RequestContext("r", Anonymous.CALLER);

    private final MemoryStateStore store = new MemoryStateStore(Clock.systemUTC());

    private final S3Access access =
            new Access(
                    new Lab.Developers(),
                    new BucketPolicies(new BucketConfigs(store), new Lab.Accounts()),
                    new ServiceReadCheck(store));

    private static AccessRequest request(
            RequestContext who, String action, Acl ofBucket, Acl ofObject) {
        Bucket bucket =
                new Bucket(new BucketName("bucket"), "handle", OWNER, Instant.EPOCH, ofBucket);
        ObjectInfo info = ObjectInfo.of(new ObjectKey("k"), WRITER).acl(ofObject).build();
        Content content = Content.of(new BlobId("00000000000000000000000000000001"));
        return AccessRequest.of(who, action, new Rec<>("bucket", bucket, 1))
                .of(new StoredObject("handle", info, content));
    }

    @ParameterizedTest(name = "{0} needs {2} of the {1}")
    @CsvSource({
        "s3:ListBucket, bucket, READ",
        "s3:ListBucketMultipartUploads, bucket, READ",
        "s3:PutObject, bucket, WRITE",
        "s3:DeleteObject, bucket, WRITE",
        "s3:AbortMultipartUpload, bucket, WRITE",
        "s3:GetBucketAcl, bucket, READ_ACP",
        "s3:PutBucketAcl, bucket, WRITE_ACP",
        "s3:GetObject, object, READ",
        "s3:GetObjectVersion, object, READ",
        "s3:GetObjectAcl, object, READ_ACP",
        "s3:PutObjectAcl, object, WRITE_ACP",
    })
    void eachActionNeedsOnePermissionOfOneList(String action, String list, Permission needed) {
        for (Permission granted : Permission.values()) {
            Acl grant = Acl.of(List.of(Grant.to(FRIEND, granted)));
            boolean enough = granted == needed || granted == Permission.FULL_CONTROL;
            boolean ofObject = list.equals("object");
            assertEquals(
                    enough,
                    access.allows(
                            request(
                                    FRIENDS,
                                    action,
                                    ofObject ? Acl.PRIVATE : grant,
                                    ofObject ? grant : Acl.PRIVATE)),
                    granted.name());
            assertEquals(
                    false,
                    access.allows(
                            request(
                                    FRIENDS,
                                    action,
                                    ofObject ? grant : Acl.PRIVATE,
                                    ofObject ? Acl.PRIVATE : grant)),
                    "the other list does not count");
            assertEquals(false, access.allows(request(ANYBODY, action, grant, grant)));
        }
    }

    @ParameterizedTest
    @EnumSource(Grantee.Group.class)
    void groupsAreThoseTheySay(Grantee.Group group) {
        Acl acl = Acl.of(List.of(new Grant(group, Permission.READ)));
        assertEquals(
                group != Grantee.Group.LOG_DELIVERY,
                access.allows(request(FRIENDS, "s3:GetObject", Acl.PRIVATE, acl)));
        assertEquals(
                group == Grantee.Group.ALL_USERS,
                access.allows(request(ANYBODY, "s3:GetObject", Acl.PRIVATE, acl)));
    }

    @Test
    void noListAllowsWhatIsNotInTheTable() {
        Acl all = Acl.of(List.of(Grant.to(FRIEND, Permission.FULL_CONTROL)));
        for (String action : List.of("s3:DeleteBucket", "s3:PutBucketPolicy", "s3:Nonsense")) {
            assertEquals(false, access.allows(request(FRIENDS, action, all, all)));
        }
    }

    @Test
    void aListAllowsNothingToUsersWhoseRoleDoesNot() {
        Acl all = Acl.of(List.of(new Grant(Grantee.Group.ALL_USERS, Permission.FULL_CONTROL)));
        for (ProjectId project : List.of(OWNER, WRITER, FRIEND)) {
            RequestContext who = Lab.context("carl", project.value(), Role.NETADMIN);
            assertEquals(false, access.allows(request(who, "s3:GetObject", all, all)));
            assertEquals(false, access.allows(request(who, "s3:PutObject", all, all)));
        }
    }
}
