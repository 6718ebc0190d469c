package io.nova.api.objectstore;

import io.nova.model.BucketName;
import io.nova.model.Page;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.objectstore.Bucket;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Whose buckets there are, and what lies in them: for owners and for operators, whatever the
 * buckets' access lists say. Each method asks the authorizer first, and throws {@link
 * io.nova.model.AccessDeniedException} if it refuses or if another project's is asked for by
 * somebody who is no cloud administrator.
 */
@ProviderType
public interface BucketInventory {

    /** Lists a project's buckets by name, of at most 1,000. */
    Page<Bucket> list(RequestContext context, ProjectId project, String after, int limit);

    /**
     * Returns a bucket.
     *
     * @throws io.nova.model.NotFoundException if there is none
     */
    Bucket get(RequestContext context, BucketName bucket);

    /**
     * Returns what lies in a bucket.
     *
     * @throws io.nova.model.NotFoundException if there is none
     */
    StorageUse use(RequestContext context, BucketName bucket);

    /** Returns what lies in all of a project's buckets, whoever put it there. */
    StorageUse use(RequestContext context, ProjectId project);
}
