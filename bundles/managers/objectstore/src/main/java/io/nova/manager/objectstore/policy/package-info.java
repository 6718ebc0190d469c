/** The language of bucket policies: documents, what they say of a request, what may be in them. */
@NullMarked
package io.nova.manager.objectstore.policy;

import org.jspecify.annotations.NullMarked;
