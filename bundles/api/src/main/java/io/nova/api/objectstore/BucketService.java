package io.nova.api.objectstore;

import io.nova.model.BucketName;
import io.nova.model.Page;
import io.nova.model.RequestContext;
import io.nova.model.objectstore.Acl;
import io.nova.model.objectstore.Bucket;
import io.nova.model.objectstore.Ownership;
import io.nova.model.objectstore.PublicAccessBlock;
import io.nova.model.objectstore.Versioning;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Buckets. Each method asks the authorizer and the bucket's access list first, and throws {@link
 * io.nova.model.AccessDeniedException} if they refuse.
 */
@ProviderType
public interface BucketService {

    /**
     * Makes a bucket that belongs to the caller's project.
     *
     * @throws io.nova.model.AlreadyExistsException if the name is taken, by whomever; {@link
     *     io.nova.model.InUseException} if by the caller's own project
     * @throws io.nova.model.LimitExceededException if the project has too many
     * @throws io.nova.model.InvalidParameterException named {@code BucketAcl} if its access list
     *     lets in others while its ownership has none count
     */
    Bucket create(RequestContext context, BucketName name, NewBucket request);

    /**
     * Removes a bucket in which there is nothing, neither objects nor uploads under way.
     *
     * @throws io.nova.model.NotFoundException if there is none
     * @throws io.nova.model.IncorrectStateException if it is not empty
     */
    void delete(RequestContext context, BucketName name);

    /**
     * Returns a bucket, as far as the caller may see that of it.
     *
     * @throws io.nova.model.NotFoundException if there is none
     */
    Bucket get(RequestContext context, BucketName name, BucketView view);

    /** Returns a bucket that the caller may list, as {@link #get} does. */
    default Bucket get(RequestContext context, BucketName name) {
        return get(context, name, BucketView.HEAD);
    }

    /** Lists the buckets of the caller's project by name, of at most 1,000. */
    Page<Bucket> list(RequestContext context, String after, int limit);

    /**
     * Has the bucket keep versions, or suspends that. Writes that begin after it returns see it,
     * and so do those that are under way and not yet committed.
     */
    void setVersioning(RequestContext context, BucketName name, Versioning versioning);

    /**
     * Replaces the bucket's access list.
     *
     * @throws io.nova.model.InvalidParameterException named {@code Acl} if lists do not count in it
     * @throws io.nova.model.AccessDeniedException also for a public list that the bucket blocks,
     *     and if the owner is another than the caller believes
     */
    void setAcl(RequestContext context, BucketName name, NewAcl acl);

    /** Replaces the bucket's access list, whosever the bucket is. */
    default void setAcl(RequestContext context, BucketName name, Acl acl) {
        setAcl(context, name, NewAcl.of(acl));
    }

    /**
     * Says to whom what others put into the bucket belongs; empty takes back what was said. Where
     * the bucket's owner owns everything, no access list counts from then on.
     *
     * @throws io.nova.model.InvalidParameterException named {@code BucketAcl} if the bucket's own
     *     list lets in others and would no longer count
     */
    void setOwnership(RequestContext context, BucketName name, Optional<Ownership> ownership);

    /** Blocks public access to the bucket; empty takes back what was said. */
    void setPublicAccess(
            RequestContext context, BucketName name, Optional<PublicAccessBlock> block);
}
