from django.urls import path

from .views import chapters, editing, figures, history, images, publishing

urlpatterns = [
    path("", chapters.strategy_overview, name="strategy_overview"),
    path("products/<slug:slug>/", chapters.product_detail, name="product_detail"),
    path("figures/", figures.figure_list, name="figure_list"),
    path("images/<slug:pk>/", images.image_detail, name="image_detail"),
    path("chapters/<slug:slug>/", chapters.chapter_detail, name="chapter_detail"),
    path("chapters/<slug:slug>/edit/", editing.chapter_edit, name="chapter_edit"),
    path("chapters/<slug:slug>/save/", editing.chapter_save, name="chapter_save"),
    path(
        "chapters/<slug:slug>/conflicts/<int:pk>/",
        editing.conflict_resolve,
        name="conflict_resolve",
    ),
    path("chapters/<slug:slug>/images/", images.image_upload, name="image_upload"),
    path("chapters/<slug:slug>/history/", history.chapter_history, name="chapter_history"),
    path("chapters/<slug:slug>/compare/", history.chapter_compare, name="chapter_compare"),
    path(
        "chapters/<slug:slug>/revisions/<int:pk>/",
        history.chapter_revision,
        name="chapter_revision",
    ),
    path(
        "chapters/<slug:slug>/revisions/<int:pk>/restore/",
        history.revision_restore,
        name="revision_restore",
    ),
    path("chapters/<slug:slug>/publish/", publishing.chapter_publish, name="chapter_publish"),
    path("chapters/<slug:slug>/status/", publishing.chapter_status, name="chapter_status"),
]
