package io.nova.api.identity;

import io.nova.model.ProjectId;
import org.osgi.annotation.versioning.ProviderType;

/** The limits of projects; the store counts their use exactly. Never blocks. */
@ProviderType
public interface QuotaService {

    /** Returns the project's limit, its own or the default; the largest number if it has none. */
    long limit(ProjectId project, Quota quota);
}
