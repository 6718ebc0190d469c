package io.nova.model.objectstore;

import io.nova.model.ProjectId;
import io.nova.model.objectstore.Grantee.Group;
import io.nova.model.objectstore.Grantee.Service;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The ready-made access lists of S3: who may use a bucket or an object beside its owner. */
public enum CannedAcl {
    PRIVATE,
    PUBLIC_READ,
    PUBLIC_READ_WRITE,
    AUTHENTICATED_READ,
    /** EC2 may read it: how the parts of an image reach the image service. */
    AWS_EXEC_READ,
    BUCKET_OWNER_READ,
    BUCKET_OWNER_FULL_CONTROL,
    /** Those who write access logs may put them into the bucket. */
    LOG_DELIVERY_WRITE;

    /** Returns S3's word, such as {@code public-read}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns the list of S3's word. */
    public static Optional<CannedAcl> find(String word) {
        return Arrays.stream(values()).filter(acl -> acl.word().equals(word)).findFirst();
    }

    /** Returns this list, to be expanded once it is known whose it is. */
    public Acl acl() {
        return new Acl(Optional.of(this), List.of());
    }

    /** Returns the grants of this list for a bucket, or an object in a bucket. */
    List<Grant> grants(ProjectId owner, ProjectId bucketOwner) {
        List<Grant> grants = new ArrayList<>();
        grants.add(Grant.to(owner, Permission.FULL_CONTROL));
        switch (this) {
            case PRIVATE -> {
                // The owner alone.
            }
            case PUBLIC_READ -> grants.add(new Grant(Group.ALL_USERS, Permission.READ));
            case PUBLIC_READ_WRITE -> {
                grants.add(new Grant(Group.ALL_USERS, Permission.READ));
                grants.add(new Grant(Group.ALL_USERS, Permission.WRITE));
            }
            case AUTHENTICATED_READ ->
                    grants.add(new Grant(Group.AUTHENTICATED_USERS, Permission.READ));
            case AWS_EXEC_READ -> grants.add(new Grant(Service.EC2, Permission.READ));
            case BUCKET_OWNER_READ -> grants.add(Grant.to(bucketOwner, Permission.READ));
            case BUCKET_OWNER_FULL_CONTROL ->
                    grants.add(Grant.to(bucketOwner, Permission.FULL_CONTROL));
            case LOG_DELIVERY_WRITE -> {
                grants.add(new Grant(Group.LOG_DELIVERY, Permission.WRITE));
                grants.add(new Grant(Group.LOG_DELIVERY, Permission.READ_ACP));
            }
        }
        return grants;
    }
}
