"""案件: administrative and criminal cases from acceptance to closing (刑事诉讼法; 治安管理处罚法; 程序规定)."""
