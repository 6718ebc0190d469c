package io.nova.manager.objectstore;

import io.nova.api.objectstore.Anonymous;
import io.nova.model.Caller;
import io.nova.model.ProjectId;
import io.nova.model.Role;
import io.nova.model.objectstore.Acl;
import io.nova.model.objectstore.Bucket;
import io.nova.model.objectstore.Grant;
import io.nova.model.objectstore.Grantee;
import io.nova.model.objectstore.ObjectInfo;
import io.nova.spi.state.Rec;
import java.util.Optional;

/** What access lists allow. */
final class AclCheck {

    private AclCheck() {}

    /** Tells whether the list that the action is in the table with has a grant for the caller. */
    static boolean allows(AccessRequest request) {
        Bucket bucket = request.bucket().map(Rec::value).orElseThrow();
        Optional<AclNeed> need = AclNeed.of(request.action());
        if (need.isEmpty() || Ownerships.isEnforced(bucket)) {
            return false;
        }
        boolean blocked = Ownerships.block(bucket).ignoreAcls();
        return list(request, bucket, need.get()).stream()
                .flatMap(acl -> acl.grants().stream())
                .filter(grant -> grant.permission().includes(need.get().permission()))
                .filter(grant -> !blocked || !isPublic(grant))
                .anyMatch(grant -> isFor(grant.grantee(), request.caller()));
    }

    private static Optional<Acl> list(AccessRequest request, Bucket bucket, AclNeed need) {
        if (!need.ofObject()) {
            return Optional.of(bucket.grants());
        }
        Optional<ObjectInfo> object = request.object().map(StoredObject::info);
        return object.map(info -> info.acl().expanded(info.owner(), bucket.owner()));
    }

    private static boolean isFor(Grantee grantee, Caller caller) {
        Optional<ProjectId> project =
                Anonymous.is(caller) ? Optional.empty() : Optional.of(caller.project());
        return grantee == Grantee.Service.EC2
                ? caller.has(Role.SERVICE)
                : grantee.includes(project);
    }

    /** Tells whether the bucket's own list lets in everybody. */
    static boolean isPublic(Bucket bucket) {
        return !Ownerships.isEnforced(bucket)
                && !Ownerships.block(bucket).ignoreAcls()
                && bucket.grants().grants().stream().anyMatch(AclCheck::isPublic);
    }

    /** Tells whether a grant is for more than some projects and services. */
    static boolean isPublic(Grant grant) {
        return grant.grantee() == Grantee.Group.ALL_USERS
                || grant.grantee() == Grantee.Group.AUTHENTICATED_USERS;
    }
}
