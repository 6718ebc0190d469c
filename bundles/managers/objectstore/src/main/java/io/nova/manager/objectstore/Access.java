package io.nova.manager.objectstore;

import io.nova.api.identity.Authorizer;
import io.nova.api.objectstore.Anonymous;
import io.nova.model.AccessDeniedException;
import io.nova.model.Caller;
import io.nova.model.ProjectId;
import io.nova.model.Role;
import io.nova.model.objectstore.Acl;
import io.nova.model.objectstore.Bucket;
import io.nova.model.objectstore.ObjectInfo;
import io.nova.spi.state.Rec;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Decides by roles and access lists.
 *
 * <p>In the project that owns the bucket or the object the authorizer decides; for all others the
 * access list does. Cloud administrators may do everything; the image service is one of them, which
 * is how it reads what was put with {@code aws-exec-read}.
 */
@Component(service = S3Access.class)
public final class Access implements S3Access {

    private final Authorizer authorizer;

    @Activate
    public Access(@Reference Authorizer authorizer) {
        this.authorizer = authorizer;
    }

    @Override
    public void require(AccessRequest request) {
        if (!request.namesOtherOwner() && isOwn(request)) {
            authorizer.require(request.caller(), request.action());
        } else if (!allows(request)) {
            throw new AccessDeniedException(request.action(), "Access Denied");
        }
    }

    @Override
    public boolean allows(AccessRequest request) {
        if (request.namesOtherOwner()) {
            return false;
        }
        return isOwn(request)
                ? authorizer.allows(request.caller(), request.action())
                : isGranted(request);
    }

    /** Tells whether it is about the caller's own project, or what that owns. */
    private static boolean isOwn(AccessRequest request) {
        Caller caller = request.caller();
        if (Anonymous.is(caller)) {
            return false;
        }
        Optional<ProjectId> bucket = request.bucket().map(rec -> rec.value().owner());
        if (bucket.isEmpty() || bucket.get().equals(caller.project())) {
            return true;
        }
        // What lies in another's bucket: its owner reads it, but the bucket decides what is put.
        boolean ofObject = AclNeed.of(request.action()).filter(AclNeed::ofObject).isPresent();
        return ofObject
                && request.object()
                        .filter(object -> object.info().owner().equals(caller.project()))
                        .isPresent();
    }

    private static boolean isGranted(AccessRequest request) {
        Caller caller = request.caller();
        if (caller.has(Role.CLOUDADMIN)) {
            return true;
        }
        Optional<AclNeed> need = AclNeed.of(request.action());
        Optional<ProjectId> project =
                Anonymous.is(caller) ? Optional.empty() : Optional.of(caller.project());
        return need.isPresent()
                && list(request, need.get())
                        .filter(acl -> acl.allows(project, need.get().permission()))
                        .isPresent();
    }

    private static Optional<Acl> list(AccessRequest request, AclNeed need) {
        Optional<Bucket> bucket = request.bucket().map(Rec::value);
        if (!need.ofObject()) {
            return bucket.map(Bucket::grants);
        }
        Optional<ObjectInfo> object = request.object().map(StoredObject::info);
        return bucket.flatMap(
                in -> object.map(info -> info.acl().expanded(info.owner(), in.owner())));
    }
}
